import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { Action, CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { AddAssets } from '../assets/add-assets.js';
import { assetFiltersSchema } from '../assets/asset-filters.js';
import { AssignBatches } from '../assets/assign-batches.js';
import { DeleteAssets } from '../assets/delete-assets.js';
import { ListAssets } from '../assets/list-assets.js';
import { presentAsset } from './asset.presenter.js';
import {
  AddAssetsBody,
  AddAssetsQuery,
  AssignBatchesBody,
  DeleteAssetsBody,
  ListAssetsQuery,
} from './assets.requests.js';
import { jsonParameter, listParameter } from './json-parameter.js';

@ApiTags('Assets (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2')
export class V2AssetsController {
  constructor(
    private readonly add: AddAssets,
    private readonly list: ListAssets,
    private readonly remove: DeleteAssets,
    private readonly assign: AssignBatches,
  ) {}

  @ApiOperation({ summary: 'Add assets by URL; each gets a task (Leads)' })
  @Post('project/:id/cloud')
  async addAssets(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: AddAssetsQuery,
    @Body() body: AddAssetsBody,
  ): Promise<unknown> {
    const options = { batches: listParameter('batches', query.batches), priority: body.priority ?? 0 };
    return { assets: await this.add.execute(caller, id, body.assets, options) };
  }

  @ApiOperation({ summary: 'Assets, newest first, with the stages their tasks have passed' })
  @Get('project/:id/assets')
  async listAssets(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: ListAssetsQuery,
  ): Promise<unknown> {
    const filters = jsonParameter('filters', query.filters, assetFiltersSchema, {});
    const { assets, total } = await this.list.execute(caller, id, filters, query);
    return { assets: assets.map((asset) => presentAsset(id, asset)), total };
  }

  @ApiOperation({ summary: 'Delete assets and their tasks (Leads)' })
  @Delete('project/:id/assets')
  deleteAssets(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: DeleteAssetsBody,
  ): Promise<unknown> {
    return this.remove.execute(caller, id, body.assets);
  }

  @ApiOperation({ summary: 'Put assets into batches (Leads)' })
  @Action('assignBatches')
  async assignBatches(@CurrentCaller() caller: Caller, @Body() body: AssignBatchesBody): Promise<unknown> {
    return { modified: await this.assign.execute(caller, body.projectId, body.assets, body.batches) };
  }
}
