import { request as httpRequest, type Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type Agent as HttpsAgent } from 'node:https';

/** How calls are made. */
export interface Line {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Ms without a byte in either direction after which a call has failed. */
  readonly silenceMs: number;
}

export interface HttpCall {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Kept, so that the call can be made again. */
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

const connectMs = 10_000;
/** A store that goes on taking bytes or giving headers drop by drop has so many silences for its answer. */
export const silencesPerAnswer = 3;

/** Nobody answered in time. The code is that of a socket, so that it counts as unreachable. */
class SilentStoreError extends Error {
  readonly code = 'ETIMEDOUT';
}

/** One call, redirects not followed. The answer's body is to be read or destroyed. */
export function send(call: HttpCall, line: Line): Promise<IncomingMessage> {
  const { method, url, headers, body, signal } = call;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const options = {
      method,
      signal,
      headers: { ...headers, ...(method === 'GET' ? {} : { 'content-length': body?.length ?? 0 }) },
    };
    const request = secure
      ? httpsRequest(url, { ...options, agent: line.https })
      : httpRequest(url, { ...options, agent: line.http });
    const deadline = setTimeout(
      () => request.destroy(new SilentStoreError('No answer in time')),
      line.silenceMs * silencesPerAnswer,
    );
    limitConnecting(request, secure ? 'secureConnect' : 'connect');
    request.on('response', (answer) => {
      clearTimeout(deadline);
      resolve(answer);
    });
    // also after an early answer, when the rest of the body cannot be sent any more
    request.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    limitSilence(request, line.silenceMs);
    request.end(body);
  });
}

function limitConnecting(request: ClientRequest, connected: 'connect' | 'secureConnect'): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => request.destroy(new SilentStoreError('No connection in time')), connectMs);
    socket.once(connected, () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  });
}

function limitSilence(request: ClientRequest, silenceMs: number): void {
  let answer: IncomingMessage | null = null;
  request.once('response', (head) => (answer = head));
  request.setTimeout(silenceMs, () => {
    // bytes wait to be read: it is our reader that pauses, not the store
    if (answer?.readableLength) request.setTimeout(silenceMs);
    else (answer ?? request).destroy(new SilentStoreError('Silence on an open connection'));
  });
}

/** The body as text, cut at `mostBytes`. */
export async function readText(answer: IncomingMessage, mostBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > mostBytes) break;
  }
  return Buffer.concat(pieces).toString('utf8', 0, Math.min(bytes, mostBytes));
}
