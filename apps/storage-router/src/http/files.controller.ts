import {
  contentDisposition,
  verifyFolderLink,
  type Bucket,
  type FolderLink,
  type ObjectFacts,
} from '@hub/object-storage';
import { Public } from '@hub/service-defaults';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { contentTypeOf } from '../deliver/content-type.js';
import { ArtifactObjects } from '../links/artifact-objects.js';
import { answerInWords } from './answer-in-words.js';
import { fileLinkOf } from './file-link.js';
import { etagOf, sendObject } from './send-object.js';

/** The secret of folder links. */
export class LinkSecret {
  constructor(readonly value: string) {}
}

/** Serves the links of folder buckets: the link itself is the permission. Answers HEAD as well, without a body. */
@Public()
@Controller('files')
export class FilesController {
  constructor(
    private readonly objects: ArtifactObjects,
    private readonly secret: LinkSecret,
  ) {}

  @Get('*path')
  async download(@Req() request: Request, @Res() response: Response): Promise<void> {
    const found = await this.find(request).catch((error: unknown) => answerInWords(response, error));
    if (!found) return;
    const { link, bucket, facts } = found;
    response.set({
      'content-disposition': contentDisposition(link.fileName),
      'content-type': contentTypeOf(link.fileName),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'last-modified': facts.modifiedAt.toUTCString(),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      etag: etagOf(facts),
    });
    await sendObject(request, response, bucket, facts);
  }

  /** Throws Failure: `forbidden` for what is not our link, `gone` for one that has expired or whose file was removed. */
  private async find(request: Request): Promise<{ link: FolderLink; bucket: Bucket; facts: ObjectFacts }> {
    const link = fileLinkOf(request.originalUrl);
    verifyFolderLink(link, this.secret.value);
    return { link, ...(await this.objects.find({ storageId: null, bucket: link.bucket, key: link.key })) };
  }
}
