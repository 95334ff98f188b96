import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Accounts, type Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { RevokeApiKey } from '../accounts/revoke-api-key.js';
import { AccountsRepository, type ApiKeyRow } from '../persistence/accounts.repository.js';
import { CreateApiKeyBody } from './session.requests.js';

/** Your own API keys. They act with your rights. */
@ApiTags('API keys')
@ApiSecurity('apikey')
@Controller('api/api-keys')
export class ApiKeysController {
  constructor(
    private readonly accounts: Accounts,
    private readonly revokeKey: RevokeApiKey,
    private readonly rows: AccountsRepository,
  ) {}

  @ApiOperation({ summary: 'Create a key; it is shown only in this answer' })
  @Post()
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { label }: CreateApiKeyBody,
  ): Promise<{ id: string; label: string; key: string }> {
    return { label, ...(await this.accounts.createApiKey(caller.organizationId, caller.userId, label)) };
  }

  @ApiOperation({ summary: 'Your keys, without their secrets' })
  @Get()
  async list(@CurrentCaller() caller: Caller): Promise<{ apiKeys: ApiKeyRow[] }> {
    return { apiKeys: await this.rows.apiKeys(caller) };
  }

  @ApiOperation({ summary: 'Revoke a key at once' })
  @Delete(':id')
  async revoke(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<{ id: string; revoked: true }> {
    await this.revokeKey.execute(caller, id);
    return { id, revoked: true };
  }
}
