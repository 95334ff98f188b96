import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** The external id that our role requests carry, one per organization, random and never changed. */
@Injectable()
export class ExternalIdsRepository {
  async ofOrganization(manager: EntityManager, organizationId: string): Promise<string> {
    const rows: { external_id: string }[] = await manager.query(
      `with made as (
         insert into storage_router.external_ids (organization_id, external_id) values ($1, $2)
         on conflict (organization_id) do nothing returning external_id)
       select external_id from made
       union all select external_id from storage_router.external_ids where organization_id = $1`,
      [organizationId, `hub-${randomBytes(16).toString('hex')}`],
    );
    // neither made nor seen: another transaction made it after this statement began
    return rows[0]?.external_id ?? this.ofOrganization(manager, organizationId);
  }
}
