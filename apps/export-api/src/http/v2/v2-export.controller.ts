import type { Caller } from '@hub/annotation-store';
import { conflict, Failure } from '@hub/failures';
import { ClientAddresses, CurrentCaller } from '@hub/service-defaults';
import { Controller, Get, Head, Header, HttpCode, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AwaitExport } from '../../exports/await-export.js';
import type { Export } from '../../exports/export.js';
import { LinkArtifact } from '../../exports/link-artifact.js';
import { RequestExport } from '../../exports/request-export.js';
import { V2ExportQuery } from './v2-export.openapi.js';
import { QueryParameters } from './query-parameters.js';
import { readV2Export, type V2Endpoint } from './read-v2-export.js';

const spelling = { project: 'project', stages: 'stage', batches: 'batches', tasks: 'tasks' };

export interface V2ExportAnswer {
  readonly status: 'success';
  /** `exportPath`: absolute, works without headers and more than once. */
  readonly data: { readonly exportPath: string; readonly exportId: string };
}

/** The public contract's synchronous export: the answer comes when the file is there. */
@ApiTags('exports')
@ApiSecurity('apikey')
@Controller('v2')
export class V2ExportController {
  constructor(
    private readonly requestExport: RequestExport,
    private readonly awaitExport: AwaitExport,
    private readonly linkArtifact: LinkArtifact,
    private readonly addresses: ClientAddresses,
  ) {}

  /** Stands before the GETs: Express would answer HEAD by running them, and an export is no side effect of a look. */
  @Head(['export', 'exportV3'])
  @HttpCode(405)
  @Header('allow', 'GET')
  @ApiExcludeEndpoint()
  refuseHead(): void {}

  @Get('export')
  @ApiOperation({ summary: 'Export a project and wait for the file' })
  @V2ExportQuery()
  @ApiOkResponse({ description: 'The file exists: {status, data: {exportPath, exportId}}' })
  export(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2ExportAnswer> {
    return this.answer('export', caller, request, response);
  }

  @Get('exportV3')
  @ApiOperation({ summary: 'The older name; NDJSON ends in a line feed', deprecated: true })
  @V2ExportQuery()
  @ApiOkResponse({ description: 'As /v2/export' })
  exportV3(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2ExportAnswer> {
    return this.answer('exportV3', caller, request, response);
  }

  private async answer(
    endpoint: V2Endpoint,
    caller: Caller,
    http: Request,
    response: Response,
  ): Promise<V2ExportAnswer> {
    const { projectId, request } = readV2Export(new QueryParameters(http.originalUrl), endpoint);
    const asked = await this.requestExport.execute({ caller, projectId, request, spelling });
    const ended = await this.awaitExport.execute(asked.id, whenGone(response));
    refuseUnlessCompleted(ended);
    const wish = { caller, channel: 'v2', clientAddress: this.addresses.of(http) } as const;
    // our redirect: it serves a download that begins late, is resumed or repeated, and can be revoked
    const { url } = await this.linkArtifact.revocable(ended, 'original', wish);
    return { status: 'success', data: { exportPath: url, exportId: ended.id } };
  }
}

/** Aborts the waiting, not the export, when the client has gone. */
function whenGone(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () =>
    gone.abort(new Failure('client-gone', 'user', 'The client went away; the export goes on.')),
  );
  if (response.destroyed) gone.abort();
  return gone.signal;
}

function refuseUnlessCompleted({ id, state, failure }: Export): void {
  if (state === 'cancelled') throw conflict(`The export ${id} was cancelled.`);
  if (!failure) return;
  const fault = failure.fault === 'plugin' ? 'hub' : failure.fault;
  throw new Failure(
    'export-failed',
    fault,
    `The export ${id} failed (${failure.step}, ${failure.code}): ${failure.message}`,
  );
}
