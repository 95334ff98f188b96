import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { ExportAccess } from '../exports/export-access.js';
import { SteerExport } from '../exports/steer-export.js';
import type { ExportView } from '../history/export-view.js';
import { ExportViews } from '../history/export-views.js';
import { ExportDto } from './export-answers.dto.js';

/** One export: how far it is, and what can be done with it. */
@ApiTags('exports')
@ApiSecurity('apikey')
@Controller('api/exports/:id')
export class ExportsController {
  constructor(
    private readonly access: ExportAccess,
    private readonly steer: SteerExport,
    private readonly views: ExportViews,
  ) {}

  @Get()
  @ApiOperation({ summary: 'State, progress, artifacts, error' })
  @ApiOkResponse({ type: ExportDto })
  async find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExportView> {
    return this.views.of(await this.access.export(caller, id));
  }

  @Post('cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop a running export' })
  @ApiOkResponse({ type: ExportDto })
  @ApiConflictResponse({ description: 'It is not running' })
  async cancel(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExportView> {
    return this.views.of(await this.steer.cancel(caller, id));
  }

  @Post('retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Try a failed export again: same content, from where it stopped' })
  @ApiAcceptedResponse({ type: ExportDto })
  @ApiConflictResponse({ description: 'It did not fail' })
  async retry(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExportView> {
    return this.views.of(await this.steer.retry(caller, id));
  }
}
