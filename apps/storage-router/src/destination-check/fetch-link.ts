import http from 'node:http';
import https from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '@hub/failures';
import type { GuardedAgents } from '@hub/guarded-agent';

export interface FetchedLink {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The beginning, when the answer is larger than a probe can be. */
  readonly body: Buffer;
}

export interface LinkCall {
  readonly method?: 'GET' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Follows a link without following redirects. Errors: `address-refused`, or the network's own. */
export type FetchLink = (url: string, call: LinkCall) => Promise<FetchedLink>;

const mostBytes = 64 * 1024;

/** The host of a link is the customer's: only the guarded agents connect to it. */
export const linkFetcher =
  (agents: GuardedAgents): FetchLink =>
  (url, { method = 'GET', headers, signal }) =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const request = (secure ? https : http).request(url, {
        method,
        headers: { ...headers },
        signal,
        agent: secure ? agents.https : agents.http,
      });
      request.once('error', (error) => reject(withoutLink(error)));
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const done = () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes < mostBytes) return;
          done();
          response.destroy();
        });
        response.once('end', done);
        response.once('error', (error) => reject(withoutLink(error)));
      });
      request.end();
    });

/** A link authorises itself: it stays out of errors. */
const withoutLink = (error: Error): Error =>
  error instanceof Failure
    ? error
    : new Failure('link-unreachable', 'transient', 'The address of the link cannot be reached', { cause: error });
