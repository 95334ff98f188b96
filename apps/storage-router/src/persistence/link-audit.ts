import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LinkRequest } from '../links/link-request.js';
import { IssuedLinkEntity } from './issued-link.entity.js';

@Injectable()
export class LinkAudit {
  async add(
    manager: EntityManager,
    form: IssuedLinkEntity['form'],
    { location, audit }: LinkRequest,
    expiresAt: Date,
  ): Promise<void> {
    const { bucket, key } = location;
    await manager.insert(IssuedLinkEntity, { form, ...audit, bucket, key, issuedAt: new Date(), expiresAt });
  }
}
