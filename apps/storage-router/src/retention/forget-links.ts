import { Injectable } from '@nestjs/common';
import { LinkAudit } from '../persistence/link-audit.js';
import { RetentionSettings } from './retention-settings.js';

const batch = 500;

/** Removes audit entries, and tickets, so long after they ended. */
@Injectable()
export class ForgetLinks {
  constructor(
    private readonly audit: LinkAudit,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many were removed. */
  async execute(): Promise<number> {
    return this.settings.auditMs === 0 ? 0 : this.audit.forget(this.settings.auditMs, batch);
  }
}
