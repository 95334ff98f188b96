import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Bucket as GoogleBucket, Storage } from '@google-cloud/storage';
import { asOfBucket, refusalOf } from './gcs-errors.js';
import { send, type HttpCall, type Line } from './gcs-http.js';
import type { GcsSettings } from './gcs-settings.js';
import { twice } from './gcs-tries.js';
import { authorizationOf, openGoogleLibrary } from './google-library.js';

export interface GcsCall extends HttpCall {
  /** Statuses beside 2xx that are answers, not errors. */
  readonly accept?: readonly number[];
}

/**
 * One bucket of Google Cloud Storage: by Google's library, and by calls of our own where it cannot do what we promise.
 * Every call has time-outs, and a second try where that can help.
 */
export class GcsClient {
  readonly files: GoogleBucket;
  /** Without a slash at its end. */
  readonly endpoint: string;
  private readonly library: Storage;
  private readonly line: Line;

  constructor(
    readonly bucket: string,
    { silenceMs = 60_000, ...settings }: GcsSettings,
  ) {
    this.library = openGoogleLibrary({ ...settings, silenceMs });
    this.endpoint = this.library.apiEndpoint;
    this.files = this.library.bucket(bucket);
    this.line = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }), silenceMs };
  }

  /** A call of the library about a key. Errors: those of the library, `AbortError`. */
  ask<T>(call: (files: GoogleBucket) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return twice(() => call(this.files), signal);
  }

  /** A call that no missing object can refuse: only the bucket can be missing. */
  async askBucket<T>(call: (files: GoogleBucket) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await this.ask(call, signal);
    } catch (error) {
      throw asOfBucket(error);
    }
  }

  authorization(): Promise<Readonly<Record<string, string>>> {
    return authorizationOf(this.library);
  }

  /** A call of our own. The answer's body is to be read or destroyed. Errors: `GcsError`, of the network, `AbortError`. */
  call(call: GcsCall): Promise<IncomingMessage> {
    return twice(async () => {
      const answer = await send(call, this.line);
      const status = answer.statusCode ?? 0;
      if ((status >= 200 && status < 300) || call.accept?.includes(status)) return answer;
      throw await refusalOf(answer);
    }, call.signal);
  }
}
