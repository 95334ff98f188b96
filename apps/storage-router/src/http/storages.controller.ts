import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { AwsRoleSetup, type AwsRole } from '../connections/aws-role-setup.js';
import { ChangeStorage } from '../connections/change-storage.js';
import { CreateStorage } from '../connections/create-storage.js';
import { DeleteStorage } from '../connections/delete-storage.js';
import { ListStorages } from '../connections/list-storages.js';
import { StorageAccess } from '../connections/storage-access.js';
import { AwsRoleDto, StorageDto, StorageListDto, toView, type StorageView } from './storage.answers.js';
import { NewStorageDto, newStorageSchema, StorageWishDto, storageWishSchema } from './storage.requests.js';

const spelling = (field: string): string => `connection.${field}`;

/** The storages of the caller's organization. Secrets come in and never go out. */
@ApiTags('storages')
@ApiSecurity('apikey')
@Controller('api/storages')
export class StoragesController {
  constructor(
    private readonly createStorage: CreateStorage,
    private readonly changeStorage: ChangeStorage,
    private readonly deleteStorage: DeleteStorage,
    private readonly listStorages: ListStorages,
    private readonly awsRole: AwsRoleSetup,
    private readonly access: StorageAccess,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All storages of the organization, newest first (owners, admins, managers)' })
  @ApiOkResponse({ type: StorageListDto })
  async list(@CurrentCaller() caller: Caller): Promise<{ storages: StorageView[] }> {
    return { storages: (await this.listStorages.execute(caller)).map(toView) };
  }

  @Post()
  @ApiOperation({ summary: 'Connect a storage (owners and admins)' })
  @ApiBody({ type: NewStorageDto })
  @ApiCreatedResponse({ type: StorageDto })
  async create(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<StorageView> {
    this.access.assertChanges(caller);
    return toView(await this.createStorage.execute(caller, newStorageSchema.parse(body ?? {}), spelling));
  }

  @Get('aws-role-setup')
  @ApiOperation({ summary: 'What a role in your AWS account has to trust (owners and admins)' })
  @ApiOkResponse({ type: AwsRoleDto })
  @ApiConflictResponse({ description: 'This installation has no AWS identity' })
  awsRoleSetup(@CurrentCaller() caller: Caller): Promise<AwsRole> {
    return this.awsRole.execute(caller);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One storage (owners, admins, managers)' })
  @ApiOkResponse({ type: StorageDto })
  async find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<StorageView> {
    return toView(await this.access.toSee(caller, id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename it, change how it is reached, give it new keys (owners and admins)' })
  @ApiBody({ type: StorageWishDto })
  @ApiOkResponse({ type: StorageDto })
  async change(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: unknown): Promise<StorageView> {
    await this.access.toChange(caller, id);
    return toView(await this.changeStorage.execute(caller, id, storageWishSchema.parse(body ?? {}), spelling));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Forget it and its secrets; files in its buckets stay (owners and admins)' })
  @ApiOkResponse({ type: StorageDto })
  @ApiConflictResponse({ description: 'Projects export to it, or deliveries to it are running' })
  async remove(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<StorageView> {
    return toView(await this.deleteStorage.execute(caller, id));
  }
}
