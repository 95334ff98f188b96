import type { Caller } from '@hub/annotation-store';
import { badRequest, notFound } from '@hub/failures';
import { contentDisposition } from '@hub/object-storage';
import { CurrentCaller, Public } from '@hub/service-defaults';
import { Controller, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiQuery, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { Buckets } from '../deliver/buckets.js';
import { hashOf, PublicOrigin } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { OfferUpload } from '../uploads/offer-upload.js';
import { ReceiveUpload } from '../uploads/receive-upload.js';
import { tokenIn, uploadAddress } from '../uploads/upload-address.js';

/** Uploads as the public contract has them (spec 6.3, 7): a place, a link to what will be there, and the bytes. */
@ApiTags('Uploads (v2)')
@Controller()
export class UploadsController {
  constructor(
    private readonly offer: OfferUpload,
    private readonly receive: ReceiveUpload,
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: Buckets,
    private readonly origin: PublicOrigin,
  ) {}

  @Get('v2/getUploadUrl')
  @HttpCode(201)
  @ApiSecurity('apikey')
  @ApiOperation({ summary: 'A place to PUT one file to' })
  @ApiQuery({ name: 'name', description: 'File name, or <project id>/exports/<file> alone' })
  @ApiQuery({ name: 'project', required: false })
  @ApiQuery({ name: 'type', required: false, description: 'exports, assets, …' })
  async uploadUrl(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<object> {
    const query = queryOf(request);
    const wish = { name: query.get('name') ?? '', project: textOf(query, 'project'), type: textOf(query, 'type') };
    return { status: 'success', data: { uploadUrl: await this.offer.execute(caller, wish) } };
  }

  /** The whole upload URL comes as `name` (clients) or `url` (reference), pasted as it is; the file need not be there. */
  @Get('v2/getSignedUrl')
  @HttpCode(201)
  @ApiSecurity('apikey')
  @ApiOperation({ summary: 'A link to an uploaded file, also before it is there' })
  @ApiQuery({ name: 'name', required: false, description: 'The upload URL, or `url`' })
  async signedUrl(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<object> {
    const query = queryOf(request);
    const address = query.get('name') ?? query.get('url') ?? '';
    const token = tokenIn(address, this.origin.url);
    const upload = token === null ? null : await this.uploads.find(hashOf(token));
    if (token === null || upload?.organizationId !== caller.organizationId)
      throw badRequest('This is no upload URL of yours.', { field: 'name', expected: 'what getUploadUrl answered' });
    return { status: 'success', data: { signedUrl: uploadAddress(this.origin.url, token, upload.fileName) } };
  }

  @Public()
  @Put('uploads/:token/:name')
  @HttpCode(200)
  @ApiExcludeEndpoint()
  async put(@Param('token') token: string, @Req() request: Request): Promise<object> {
    const length = Number(request.headers['content-length']);
    await this.receive.execute(token, request, Number.isSafeInteger(length) ? length : null);
    return { status: 'success', data: { received: true } };
  }

  /** Strangers' bytes: saved, never shown. */
  @Public()
  @Get('uploads/:token/:name')
  @ApiExcludeEndpoint()
  async get(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const upload = await this.uploads.find(hashOf(token));
    if (!upload?.key || upload.bytes === null) throw notFound('There is no such file, or not yet.');
    response.set({
      'content-type': 'application/octet-stream',
      'content-disposition': contentDisposition(upload.fileName),
      'content-length': `${upload.bytes}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    });
    if (request.method === 'HEAD') return void response.end();
    const left = new AbortController();
    response.once('close', () => left.abort());
    const body = await this.buckets.staging.get(upload.key, undefined, left.signal);
    await pipeline(body, response).catch((error: unknown) => {
      if (!left.signal.aborted) throw error;
    });
  }
}

/** A blank comes as `+`, and what was pasted unescaped as further parameters. */
const queryOf = (request: Request): URLSearchParams => new URL(request.originalUrl, 'http://hub').searchParams;
const textOf = (query: URLSearchParams, name: string): string | undefined => query.get(name) || undefined;
