import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBadRequestResponse, ApiBody, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { DestinationReport } from '../destination-check/destination-report.js';
import { ChangeExportStorage } from '../export-storage/change-export-storage.js';
import { CheckExportStorage } from '../export-storage/check-export-storage.js';
import type { ExportStorageView } from '../export-storage/export-storage-view.js';
import { ShowExportStorage } from '../export-storage/show-export-storage.js';
import {
  checkWishSchema,
  CheckWishDto,
  DestinationReportDto,
  ExportStorageDto,
  ExportStorageWishDto,
} from './export-storage.dto.js';

/** Settings → General → Export Storage of a project. */
@ApiTags('export storage')
@ApiSecurity('apikey')
@Controller('api/projects/:id/export-storage')
export class ExportStorageController {
  constructor(
    private readonly showOne: ShowExportStorage,
    private readonly change: ChangeExportStorage,
    private readonly checkOne: CheckExportStorage,
  ) {}

  @Get()
  @ApiOperation({ summary: "Where the project's exports go" })
  @ApiOkResponse({ type: ExportStorageDto })
  show(@CurrentCaller() caller: Caller, @Param('id') projectId: string): Promise<ExportStorageView> {
    return this.showOne.execute(caller, projectId);
  }

  @Put()
  @ApiOperation({ summary: 'Send the exports requested from now on there; switching it on runs the destination check' })
  @ApiOkResponse({ type: ExportStorageDto })
  @ApiBadRequestResponse({
    description: 'The check failed, nothing was saved (`destination-unwritable`; `details.report` says why)',
  })
  set(
    @CurrentCaller() caller: Caller,
    @Param('id') projectId: string,
    @Body() wish: ExportStorageWishDto,
  ): Promise<ExportStorageView> {
    return this.change.execute(caller, projectId, wish);
  }

  @Post('check')
  @HttpCode(200)
  @ApiOperation({ summary: 'Try the destination: of the values in the body, or of those that are saved' })
  @ApiBody({ type: CheckWishDto, required: false })
  @ApiOkResponse({ type: DestinationReportDto })
  check(
    @CurrentCaller() caller: Caller,
    @Param('id') projectId: string,
    @Body() body?: unknown,
  ): Promise<DestinationReport> {
    return this.checkOne.execute(caller, projectId, checkWishSchema.parse(body ?? {}));
  }
}
