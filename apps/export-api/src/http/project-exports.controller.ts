import type { Caller } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ExportAccess } from '../exports/export-access.js';
import { RequestExport } from '../exports/request-export.js';
import type { ExportView } from '../history/export-view.js';
import { ExportViews } from '../history/export-views.js';
import { HistoryRepository } from '../persistence/history.repository.js';
import type { ExportPreview } from '../preview/export-preview.js';
import { PreviewExport } from '../preview/preview-export.js';
import { ExportDto, ExportPageDto, ExportPreviewDto } from './export-answers.dto.js';
import { ExportRequestDto, toRequest } from './export-request.dto.js';
import { HistoryQueryDto } from './history-query.dto.js';

const spelling = { project: 'id', stages: 'stages', batches: 'batches', tasks: 'tasks' };

/** The exports of one project: ask for one, look through them. */
@ApiTags('exports')
@ApiSecurity('apikey')
@Controller('api/projects/:id/exports')
export class ProjectExportsController {
  constructor(
    private readonly requestExport: RequestExport,
    private readonly previewExport: PreviewExport,
    private readonly access: ExportAccess,
    private readonly history: HistoryRepository,
    private readonly views: ExportViews,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask for an export; what it contains is decided at this instant' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key gives the same export' })
  @ApiAcceptedResponse({ type: ExportDto })
  async create(
    @CurrentCaller() caller: Caller,
    @Param('id') projectId: string,
    @Body() body: ExportRequestDto,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<ExportView> {
    if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
      throw badRequest('Invalid Idempotency-Key', {
        field: 'Idempotency-Key',
        value: idempotencyKey,
        expected: '1 to 200 visible ASCII characters',
      });
    }
    return this.views.of(
      await this.requestExport.execute({ caller, projectId, request: toRequest(body), spelling, idempotencyKey }),
    );
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'What such a request would give, become and take; creates nothing' })
  @ApiOkResponse({ type: ExportPreviewDto })
  @ApiServiceUnavailableResponse({ description: 'Counting takes too long (`preview-too-slow`)' })
  preview(
    @CurrentCaller() caller: Caller,
    @Param('id') projectId: string,
    @Body() body: ExportRequestDto,
  ): Promise<ExportPreview> {
    return this.previewExport.execute({ caller, projectId, request: toRequest(body), spelling });
  }

  @Get()
  @ApiOperation({ summary: 'Past and present exports of the project, newest first' })
  @ApiOkResponse({ type: ExportPageDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') projectId: string,
    @Query() query: HistoryQueryDto,
  ): Promise<{ exports: ExportView[]; total: number; page: number; limit: number }> {
    const project = await this.access.project(caller, projectId);
    const { exports, total } = await this.history.page({ ...query, projectId: project.id }, query);
    return { exports: exports.map((one) => this.views.of(one)), total, page: query.page, limit: query.limit };
  }
}
