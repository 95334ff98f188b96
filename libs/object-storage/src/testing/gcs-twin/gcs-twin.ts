import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { GcsSettings } from '../../gcs/gcs-settings.js';
import { TwinAuthority } from './twin-authority.js';
import { mediaOf, type TwinAnswer } from './twin-media.js';
import { attributesOf, partsOf } from './twin-multipart.js';
import { TwinObjects } from './twin-objects.js';
import { TwinRefusal } from './twin-refusal.js';
import { TwinSessions } from './twin-sessions.js';

/** Small, so that listings have several pages. */
const pageItems = 3;

/**
 * Google Cloud Storage as far as a bucket of ours needs it, in this process: tokens, signatures, preconditions, sums and
 * resumable uploads are as Google documents them, where the emulators are lax. One bucket, named `twin`.
 */
export class GcsTwin {
  readonly bucket = 'twin';
  readonly authority = new TwinAuthority();
  readonly objects = new TwinObjects();
  readonly sessions = new TwinSessions(this.objects);
  private readonly server = createServer((request, response) => {
    this.answer(request).then(
      (answer) => write(response, answer),
      (error: unknown) => write(response, refusalAnswer(error)),
    );
  });

  static async start(): Promise<GcsTwin> {
    const twin = new GcsTwin();
    await once(twin.server.listen(0, '127.0.0.1'), 'listening');
    return twin;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How to reach it; `endpoint` where something stands in between. */
  settings(endpoint = this.url): GcsSettings {
    const { clientEmail, privateKey } = this.authority;
    return { clientEmail, privateKey, endpoint, tokenEndpoint: `${endpoint}/token` };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<TwinAnswer> {
    const { method = '', headers } = request;
    const target = request.url ?? '';
    const body = await buffer(request);
    const url = new URL(target, `http://${headers.host}`);
    if (url.pathname === '/token')
      return { status: 200, body: this.authority.grant(new URLSearchParams(body.toString())) };
    const [, upload, bucket = '', key] =
      /^(\/upload)?\/storage\/v1\/b\/([^/]+)\/o(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    if (bucket === '') return this.link(method, target, headers);
    const session = url.searchParams.get('upload_id');
    if (upload && session) return this.session(method, session, headers, body);
    this.authority.check(headers.authorization);
    if (decodeURIComponent(bucket) !== this.bucket)
      throw new TwinRefusal(404, 'notFound', 'The specified bucket does not exist.');
    if (upload) return this.upload(url, headers, body);
    if (key === undefined) return this.list(url.searchParams);
    return this.object(method, decodeURIComponent(key), url.searchParams, headers);
  }

  private link(method: string, target: string, headers: IncomingMessage['headers']): TwinAnswer {
    this.authority.checkLink(method, target, headers.host ?? '');
    const { pathname, searchParams } = new URL(target, 'http://twin');
    const media = mediaOf(
      this.objects.get(decodeURIComponent(pathname).replace(`/${this.bucket}/`, '')),
      headers.range,
    );
    const disposition = searchParams.get('response-content-disposition');
    return { ...media, headers: { ...media.headers, ...(disposition && { 'content-disposition': disposition }) } };
  }

  private session(method: string, id: string, headers: IncomingMessage['headers'], body: Buffer): TwinAnswer {
    if (method === 'DELETE') {
      this.sessions.cancel(id);
      return { status: 499 };
    }
    const range = `${headers['content-range']}`;
    const sum = /crc32c=(\S+)/.exec(`${headers['x-goog-hash']}`)?.[1];
    const state = this.sessions.put(id, { range, sum, body });
    if (typeof state !== 'number') return { status: 200, body: state.resource };
    return { status: 308, headers: state > 0 ? { range: `bytes=0-${state - 1}` } : {} };
  }

  private upload(url: URL, headers: IncomingMessage['headers'], body: Buffer): TwinAnswer {
    const name = url.searchParams.get('name') ?? '';
    const ifGeneration = url.searchParams.get('ifGenerationMatch');
    if (url.searchParams.get('uploadType') === 'multipart') {
      const { attributes, media } = partsOf(`${headers['content-type']}`, body);
      return { status: 200, body: this.objects.insert({ ...attributes, name }, media, ifGeneration).resource };
    }
    const announced = headers['x-upload-content-length'];
    const attributes = { ...attributesOf(body), name, contentType: headers['x-upload-content-type']?.toString() };
    const id = this.sessions.begin(attributes, ifGeneration, announced ? Number(announced) : null);
    return { status: 200, headers: { location: `${url.origin}${url.pathname}?uploadType=resumable&upload_id=${id}` } };
  }

  private list(query: URLSearchParams): TwinAnswer {
    return { status: 200, body: this.objects.list(query.get('prefix') ?? '', query.get('pageToken'), pageItems) };
  }

  private object(method: string, key: string, query: URLSearchParams, headers: IncomingMessage['headers']): TwinAnswer {
    if (method === 'DELETE') {
      this.objects.remove(key, query.get('ifGenerationMatch'));
      return { status: 204 };
    }
    const found = this.objects.get(key);
    return query.get('alt') === 'media' ? mediaOf(found, headers.range) : { status: 200, body: found.resource };
  }
}

function write(response: ServerResponse, { status, headers = {}, body = Buffer.alloc(0) }: TwinAnswer): void {
  if (Buffer.isBuffer(body)) response.writeHead(status, headers).end(body);
  else response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}

function refusalAnswer(error: unknown): TwinAnswer {
  const { status = 500, reason = 'internalError', message } = error as Partial<TwinRefusal>;
  if (reason === 'invalid_grant') return { status, body: { error: reason, error_description: message } };
  return { status, body: { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } } };
}
