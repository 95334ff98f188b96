import { contentDisposition } from '@hub/object-storage';
import { Public, SuccessEnvelope } from '@hub/service-defaults';
import { Controller, Get, Param, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ReadUpload } from '../uploads/read-upload.js';
import { ReceiveUpload } from '../uploads/receive-upload.js';
import { etagOf, sendObject } from './send-object.js';

const addresses = ['uploads/:token', 'uploads/:token/:fileName'];

/** The addresses that `GET /v2/getUploadUrl` gives: whoever has one needs no key. */
@Public()
@ApiTags('Uploads (v2)')
@Controller()
export class UploadsController {
  constructor(
    private readonly receive: ReceiveUpload,
    private readonly read: ReadUpload,
  ) {}

  @Put(addresses)
  @SuccessEnvelope()
  @ApiOperation({ summary: 'The bytes of a file, as they are; the file is there when all of them are' })
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async put(
    @Param('token') token: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ fileName: string; bytes: number; sha256: string }> {
    try {
      const { fileName, file } = await this.receive.execute(token, {
        stream: request,
        bytes: announcedBytes(request),
        complete: () => request.complete,
      });
      return { fileName, bytes: file.bytes, sha256: file.sha256 };
    } catch (error) {
      // nobody reads what is still to come
      response.set('connection', 'close');
      throw error;
    }
  }

  /** HEAD as well, without a body. Never shown by a browser: somebody else made it. */
  @Get(addresses)
  @ApiOperation({ summary: 'What was uploaded, as an attachment; 404 until all of it is there' })
  async get(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { fileName, bucket, facts } = await this.read.execute(token);
    response.set({
      'content-disposition': contentDisposition(fileName),
      'content-type': 'application/octet-stream',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
      'last-modified': facts.modifiedAt.toUTCString(),
      etag: etagOf(facts),
    });
    await sendObject(request, response, bucket, facts);
  }
}

function announcedBytes(request: Request): number | null {
  const announced = request.headers['content-length'];
  return announced === undefined ? null : Number(announced);
}
