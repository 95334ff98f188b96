import { Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { CurrentCaller } from '@hub/service-defaults';
import type { Request, Response } from 'express';
import { ProjectAccess } from '../../projects/project-access.js';
import { requireStage } from '../../projects/workflow.js';
import { ImportFiles } from '../import-files.js';
import { formatByName } from '../registry.js';
import { readTar } from '../source/read-tar.js';
import type { SourceFile } from '../source/source-file.js';
import { ImportQuery } from './imports.requests.js';
import { NdjsonAnswer } from './ndjson-answer.js';

/** Import of annotation files; the body is streamed and never held. */
@ApiTags('Imports')
@ApiSecurity('apikey')
@Controller('api/projects/:id/imports')
export class ImportsController {
  constructor(
    private readonly access: ProjectAccess,
    private readonly imports: ImportFiles,
  ) {}

  @ApiOperation({
    summary: 'Imports a file (?file=<name>) or a tar of files',
    description:
      'Needs the role Manager. Answers NDJSON as it goes: `{"type":"progress",…}`, `{"type":"set-aside","file","place","kind","reason"}` for what cannot be imported, at last `{"type":"summary",…}` or `{"type":"error",…}`.',
  })
  @ApiConsumes('application/octet-stream', 'application/x-tar')
  @Post()
  async importFiles(
    @CurrentCaller() caller: Caller,
    @Param('id') projectId: string,
    @Query() query: ImportQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const project = await this.access.project(caller, projectId, 'Manager');
    const stage = requireStage(project.stages, query.stage, 'stage');
    assertRawBody(request);
    const placement = { stageId: stage.id, batches: query.batches };
    const wish = {
      projectId,
      by: caller.email,
      importId: query.importId,
      format: query.format === undefined ? undefined : formatByName(query.format),
      place: () => placement,
    };
    const answer = new NdjsonAnswer(response);
    await answer.finish(this.imports.execute(wish, filesOf(request, query.file), answer));
  }
}

/** JSON and form bodies are read by the body parser before they come here, as one piece. */
function assertRawBody(request: Request): void {
  if (!request.is(['json', 'urlencoded'])) return;
  throw badRequest('Send the file as it is, not as a JSON or form body.', {
    field: 'content-type',
    value: request.headers['content-type'],
    expected: 'application/octet-stream, or application/x-tar for several files',
  });
}

async function* one(name: string, chunks: AsyncIterable<Uint8Array>): AsyncIterable<SourceFile> {
  yield { name, chunks };
}

const filesOf = (request: Request, file: string | undefined): AsyncIterable<SourceFile> =>
  file === undefined ? readTar(request) : one(file, request);
