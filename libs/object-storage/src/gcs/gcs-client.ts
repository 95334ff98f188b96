import type { KeyObject } from 'node:crypto';
import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { encodeSegment } from '../links/content-disposition.js';
import { bucketMissing, GcsError, isPassing, refusalOf } from './gcs-errors.js';
import { readText, send, type Line, type HttpCall } from './gcs-http.js';
import { googleEndpoint, googleTokenEndpoint, type GcsSettings } from './gcs-settings.js';
import { AccessTokens } from './gcs-token.js';

/** For a connection that went stale; longer troubles are the caller's to wait out. */
const mostTries = 2;
const firstPauseMs = 200;
const mostJsonBytes = 16 * 1024 * 1024;

export interface GcsCall extends HttpCall {
  /** Statuses beside 2xx that are answers, not errors. */
  readonly accept?: readonly number[];
  /** It is about the bucket and no object in it: only the bucket can be missing. */
  readonly ofBucket?: boolean;
  /** The address is authority enough. */
  readonly withoutToken?: boolean;
}

/** Calls of Google's JSON API for one bucket. Every call has time-outs, and a second try where that can help. */
export class GcsClient {
  readonly endpoint: string;
  private readonly line: Line;
  private readonly tokens: AccessTokens | null;

  constructor(
    readonly bucket: string,
    settings: GcsSettings,
    key: KeyObject,
  ) {
    this.endpoint = (settings.endpoint ?? googleEndpoint).replace(/\/+$/, '');
    const { silenceMs = 60_000, agents } = settings;
    const { http, https } = agents ?? {
      http: new HttpAgent({ keepAlive: true }),
      https: new HttpsAgent({ keepAlive: true }),
    };
    this.line = { http, https, silenceMs };
    const tokenEndpoint =
      settings.tokenEndpoint ?? (this.endpoint === googleEndpoint ? googleTokenEndpoint : undefined);
    this.tokens = tokenEndpoint ? new AccessTokens(settings.clientEmail, key, new URL(tokenEndpoint), this.line) : null;
  }

  objectsUrl(query: Readonly<Record<string, string>> = {}): URL {
    return this.url(`/storage/v1/b/${encodeSegment(this.bucket)}/o`, query);
  }

  objectUrl(key: string, query: Readonly<Record<string, string>> = {}): URL {
    return this.url(`/storage/v1/b/${encodeSegment(this.bucket)}/o/${encodeSegment(key)}`, query);
  }

  uploadUrl(query: Readonly<Record<string, string>>): URL {
    return this.url(`/upload/storage/v1/b/${encodeSegment(this.bucket)}/o`, query);
  }

  /** The answer; its body is to be read or destroyed. Errors: `GcsError`, those of the network, `AbortError`. */
  async call(call: GcsCall): Promise<IncomingMessage> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.once(call);
      } catch (error) {
        if (tries === mostTries || !isPassing(error) || call.signal?.aborted) throw error;
        await pause(firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random()), undefined, { signal: call.signal });
      }
    }
  }

  async json<T>(schema: z.ZodType<T>, call: GcsCall): Promise<T> {
    return schema.parse(JSON.parse(await readText(await this.call(call), mostJsonBytes)));
  }

  private async once(call: GcsCall, renewed = false): Promise<IncomingMessage> {
    const token = call.withoutToken ? undefined : await this.tokens?.get();
    const headers = { ...call.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await send({ ...call, headers }, this.line);
    const status = answer.statusCode ?? 0;
    if ((status >= 200 && status < 300) || call.accept?.includes(status)) return answer;
    const refusal = await refusalOf(answer);
    if (status === 401 && token && !renewed) {
      // revoked before its time
      this.tokens?.forget(token);
      return this.once(call, true);
    }
    throw status === 404 && call.ofBucket ? new GcsError(404, bucketMissing, refusal.message) : refusal;
  }

  private url(path: string, query: Readonly<Record<string, string>>): URL {
    const url = new URL(this.endpoint + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }
}
