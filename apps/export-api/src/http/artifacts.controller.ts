import type { Caller } from '@hub/annotation-store';
import { artifactKinds, artifactKindSchema } from '@hub/event-contracts';
import { notFound } from '@hub/failures';
import { CurrentCaller } from '@hub/service-defaults';
import { Controller, Get, Header, HttpCode, Param, Post, Redirect } from '@nestjs/common';
import {
  ApiFoundResponse,
  ApiGoneResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { ArtifactLink } from '../clients/storage-router.client.js';
import { ExportAccess } from '../exports/export-access.js';
import { LinkArtifact } from '../exports/link-artifact.js';
import { ArtifactLinkDto } from './export-answers.dto.js';

/** The files of an export. Each link is signed on demand, expires and is audited. */
@ApiTags('exports')
@ApiSecurity('apikey')
@ApiParam({ name: 'kind', enum: artifactKinds })
@Controller('api/exports/:id/artifacts/:kind')
export class ArtifactsController {
  constructor(
    private readonly access: ExportAccess,
    private readonly linkArtifact: LinkArtifact,
  ) {}

  @Post('link')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A fresh link to the file: works without headers, supports ranges' })
  @ApiOkResponse({ type: ArtifactLinkDto })
  @ApiGoneResponse({ description: 'The file was removed after its retention time' })
  async link(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('kind') kind: string,
  ): Promise<ArtifactLink> {
    const found = await this.access.export(caller, id);
    const known = artifactKindSchema.safeParse(kind);
    if (!known.success)
      throw notFound(`There is no ${kind.slice(0, 100)} artifact.`, {
        field: 'kind',
        value: kind,
        expected: artifactKinds.join(', '),
      });
    return this.linkArtifact.execute(found, known.data, caller);
  }

  @Get('download')
  @Redirect()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Redirects to a fresh link' })
  @ApiFoundResponse({ description: 'To the file' })
  @ApiGoneResponse({ description: 'The file was removed after its retention time' })
  async download(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('kind') kind: string,
  ): Promise<{ url: string; statusCode: 302 }> {
    const { url } = await this.link(caller, id, kind);
    return { url, statusCode: 302 };
  }
}
