import { Injectable } from '@nestjs/common';
import type { Caller } from '@hub/annotation-store';
import { HubDatabase } from './hub-database.js';

export interface ApiKeyRow {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** What is listed of accounts, beside the store's own `Accounts`. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: HubDatabase) {}

  async organizationName(organizationId: string): Promise<string> {
    const [row] = await this.database.rows<{ name: string }>(
      'select name from annotation_store.organizations where id = $1',
      [organizationId],
    );
    return row?.name ?? '';
  }

  /** The caller's own keys, newest first. */
  apiKeys(caller: Caller): Promise<ApiKeyRow[]> {
    return this.database.rows(
      `select id, label, created_at as "createdAt", revoked_at as "revokedAt" from annotation_store.api_keys
       where user_id = $1 and organization_id = $2 order by created_at desc, id`,
      [caller.userId, caller.organizationId],
    );
  }
}
