import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { DeliverySchedule } from '../continuous/delivery-schedule.js';
import type { DeliveryView } from '../continuous/delivery-view.js';
import { FindDelivery } from '../continuous/find-delivery.js';
import { SaveDelivery } from '../continuous/save-delivery.js';
import { ShowDelivery } from '../continuous/show-delivery.js';
import { ContinuousDeliveryBodyDto, ContinuousDeliveryDto, toWish } from './continuous-delivery.dto.js';

/** A project's continuous delivery: tasks that reach a stage are exported by themselves, in batches. */
@ApiTags('exports')
@ApiSecurity('apikey')
@Controller('api/projects/:id/continuous-delivery')
export class ContinuousDeliveryController {
  constructor(
    private readonly find: FindDelivery,
    private readonly saveDelivery: SaveDelivery,
    private readonly show: ShowDelivery,
    private readonly schedule: DeliverySchedule,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The continuous delivery of the project, and how it is getting on' })
  @ApiOkResponse({ type: ContinuousDeliveryDto })
  @ApiNotFoundResponse({ description: 'The project has none' })
  async get(@CurrentCaller() caller: Caller, @Param('id') projectId: string): Promise<DeliveryView> {
    return this.show.execute(await this.find.execute(caller, projectId));
  }

  @Put()
  @ApiOperation({ summary: 'Set it up, change it, pause it, or let it go on; it is in the name of who saves it' })
  @ApiOkResponse({ type: ContinuousDeliveryDto })
  async put(
    @CurrentCaller() caller: Caller,
    @Param('id') projectId: string,
    @Body() body: ContinuousDeliveryBodyDto,
  ): Promise<DeliveryView> {
    const saved = await this.saveDelivery.execute(caller, projectId, toWish(body));
    this.schedule.wake();
    return this.show.execute(saved);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'End it; a batch under way is still delivered' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'The project has none' })
  remove(@CurrentCaller() caller: Caller, @Param('id') projectId: string): Promise<void> {
    return this.find.remove(caller, projectId);
  }
}
