import type { Caller } from '@hub/annotation-store';
import { CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { CreateStorage, maxStorages } from '../connections/create-storage.js';
import { DeleteStorage } from '../connections/delete-storage.js';
import { ListStorages } from '../connections/list-storages.js';
import { StorageAccess } from '../connections/storage-access.js';
import { readV2Storage } from './read-v2-storage.js';
import { presentStorage } from './v2-storage.presenter.js';

/** Without paging all of them: clients look for an id in the first page. */
class V2StoragesQuery extends createZodDto(
  z.object({
    _id: z.string().optional(),
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    limit: z.coerce.number().int().min(1).max(1000).default(maxStorages),
  }),
) {}

const bodySchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    provider: { type: 'string', enum: ['AWS', 'GCP'], description: 'As the SDK sends it; or `type`' },
    type: { type: 'string', enum: ['aws', 'gcs'] },
    publicKey: { type: 'string', description: 'AWS: access key id' },
    privateKey: { type: 'string', description: 'AWS: secret access key' },
    region: { type: 'string', default: 'eu-central-1' },
    credentials: {
      description: 'GCP: the JSON key file of a service account, as text or object. Or {accessKeyId, secretAccessKey}',
    },
    endpoint: { type: 'string', description: 'Ours: of a store that speaks S3' },
    pathStyle: { type: 'boolean', description: 'Ours, with endpoint' },
    checksums: { type: 'string', enum: ['crc32c', 'none'], description: 'Ours, with endpoint' },
    roleArn: { type: 'string', description: 'Ours: the role to assume instead of keys' },
  },
};

/** Storages as the public contract has them, with one difference on purpose: secrets never go out. */
@ApiTags('Storages (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2/storages')
export class V2StoragesController {
  constructor(
    private readonly create: CreateStorage,
    private readonly remove: DeleteStorage,
    private readonly list: ListStorages,
    private readonly access: StorageAccess,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The storages of the organization, newest first (owners, admins, managers)' })
  async listStorages(@CurrentCaller() caller: Caller, @Query() query: V2StoragesQuery): Promise<unknown> {
    const found = (await this.list.execute(caller)).filter(({ id }) => query._id === undefined || id === query._id);
    const start = (query.page - 1) * query.limit;
    return { storages: found.slice(start, start + query.limit).map(presentStorage), total: found.length };
  }

  @Post()
  @ApiOperation({ summary: 'Connect a storage (owners and admins)' })
  @ApiBody({ schema: bodySchema })
  async createStorage(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<unknown> {
    this.access.assertChanges(caller);
    const { spelling, ...storage } = readV2Storage(body);
    return { storage: presentStorage(await this.create.execute(caller, storage, spelling)) };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Forget a storage and its secrets; files in its buckets stay (owners and admins)' })
  async deleteStorage(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    return { storage: presentStorage(await this.remove.execute(caller, id)) };
  }
}
