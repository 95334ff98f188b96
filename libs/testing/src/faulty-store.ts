import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptChunks, StoreReply } from './kept-chunks.js';
import { isInTime, signedAt } from './store-clock.js';
import {
  errorDocument,
  tooSkewed,
  type PutUpFault,
  type StoreAnswer,
  type StoreClock,
  type StoreFault,
  type Where,
} from './store-fault.js';
import { operationOf, type StoreOperation } from './store-operation.js';

interface Rule {
  readonly where: Where;
  readonly fault: StoreFault;
  met: number;
  hits: number;
}
/** Where a server for tests is not like the store it stands for. */
export interface StoreGaps {
  /** Paths under which it answers by its own host only, as fake-gcs-server does with links. */
  readonly ownHost?: RegExp;
  /** Stands for what the server lacks. */
  readonly keptChunks?: KeptChunks;
}

export interface StoreCall {
  readonly method: string;
  readonly operation: StoreOperation;
  /** Bucket and key, decoded. */
  readonly path: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  /** When it came: `performance.now()`. */
  readonly at: number;
}

/**
 * Stands between the services and an object store and lets calls through as they are, signatures included: the store
 * sees the host that was signed. Where a fault is put up, calls fail as they do with a store in trouble.
 */
export class FaultyStore {
  /** Every call that came, in order. */
  readonly calls: StoreCall[] = [];
  private rules: Rule[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer((incoming, outgoing) => {
    this.take(incoming, outgoing).catch(() => outgoing.destroy());
  });

  private constructor(
    private readonly target: URL,
    private readonly gaps: StoreGaps,
  ) {}

  static async open(target: string, gaps: StoreGaps = {}): Promise<FaultyStore> {
    const store = new FaultyStore(new URL(target), gaps);
    await once(store.server.listen(0, '127.0.0.1'), 'listening');
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts up a fault; of several that meet a call, the first does it. */
  hurt(where: Where, fault: StoreFault): PutUpFault {
    const rule: Rule = { where, fault, met: 0, hits: 0 };
    this.rules.push(rule);
    return {
      get hits() {
        return rule.hits;
      },
      mend: () => void (this.rules = this.rules.filter((other) => other !== rule)),
    };
  }

  /** Objects under a path that were sent since the call number `since`. */
  puts(path: RegExp, since = 0): string[] {
    return this.calls
      .slice(since)
      .filter((call) => call.method === 'PUT' && path.test(call.path))
      .map((call) => call.path);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    this.agent.destroy();
    await closed;
  }

  private async take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { url: target = '', method = '', headers } = incoming;
    const path = decodeURIComponent(target.split('?')[0] ?? '');
    const call = { method, operation: operationOf(method, target, headers), path, target, at: performance.now() };
    this.calls.push(call);
    const fault = this.faultOf(call);
    switch (fault?.kind) {
      case undefined:
        return this.forward(incoming, outgoing);
      case 'answer':
        return refuse(incoming, outgoing, fault);
      case 'stall':
        return;
      case 'slow':
        await sleep(fault.milliseconds);
        return this.forward(incoming, outgoing, fault.bytesPerSecond);
      case 'reset':
        if (Number(incoming.headers['content-length'] ?? 0) > 0) await once(incoming, 'data');
        return void incoming.socket.resetAndDestroy();
      case 'lost-answer':
        (await this.passOn(incoming)).resume().on('end', () => incoming.socket.resetAndDestroy());
        return;
      case 'no-answer':
        return void (await this.passOn(incoming)).resume();
      case 'clock':
        return this.takeByClock(incoming, outgoing, fault);
      case 'meanwhile':
        if (fault.moment === 'before') await fault.act();
        return this.forward(incoming, outgoing, undefined, fault.moment === 'after' ? fault.act : undefined);
    }
  }

  private faultOf(call: StoreCall): StoreFault | undefined {
    for (const rule of this.rules) {
      const { skip = 0, every = 1, times = Number.POSITIVE_INFINITY, onwards, path } = rule.where;
      const where = onwards && rule.hits > 0 ? { path } : rule.where;
      if (!meets(where, call) || rule.hits >= times) continue;
      const met = rule.met++;
      if (met < skip || (met - skip) % every !== 0) continue;
      rule.hits++;
      return rule.fault;
    }
    return undefined;
  }

  private async takeByClock(incoming: IncomingMessage, outgoing: ServerResponse, clock: StoreClock): Promise<void> {
    const { method = '', url: target = '', headers } = incoming;
    const now = Date.now() + clock.aheadMs;
    const date = new Date(now).toUTCString();
    if (!isInTime({ method, target, headers }, now))
      return refuse(incoming, outgoing, { ...tooSkewed, headers: { date } });
    Object.assign(headers, signedAt({ method, target, headers }, clock.secretAccessKey, new Date()));
    const answer = await this.passOn(incoming);
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, date });
    await pipeline(answer, outgoing);
  }

  private async forward(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    bytesPerSecond?: number,
    answered: () => unknown = () => undefined,
  ): Promise<void> {
    const answer = await this.passOn(incoming, bytesPerSecond);
    await answered();
    // an upload that goes on at the store's own address would pass us by
    const headers = answer.rawHeaders.map((text) => text.replace(this.target.origin, this.url));
    outgoing.writeHead(answer.statusCode ?? 502, headers);
    await pipeline(answer, paced(bytesPerSecond), outgoing);
  }

  private async passOn(incoming: IncomingMessage, bytesPerSecond?: number): Promise<StoreReply> {
    const { method = '', url: target = '', headers } = incoming;
    const { ownHost, keptChunks } = this.gaps;
    if (ownHost?.test(target)) headers.host = this.target.host;
    const send = (): Promise<StoreReply> => this.send(incoming, bytesPerSecond);
    const isChunk = /^Upload(Last)?Chunk$/.test(operationOf(method, target, headers));
    if (!keptChunks || !isChunk) return send();
    const reply = await keptChunks.pass(target, headers, send);
    incoming.resume();
    return reply;
  }

  private async send(incoming: IncomingMessage, bytesPerSecond?: number): Promise<StoreReply> {
    const { method, url: path, headers } = incoming;
    const { hostname: host, port } = this.target;
    const forwarded = request({ host, port, method, path, headers, agent: this.agent });
    const answered = once(forwarded, 'response') as Promise<[IncomingMessage]>;
    // an answer may come before the body has gone out
    await Promise.race([answered, pipeline(incoming, paced(bytesPerSecond), forwarded)]);
    return (await answered)[0];
  }
}

const meets = ({ methods, operations, path }: Where, call: StoreCall): boolean =>
  (!methods || methods.includes(call.method)) &&
  (!operations || operations.includes(call.operation)) &&
  (!path || path.test(call.path));

async function refuse(incoming: IncomingMessage, outgoing: ServerResponse, fault: StoreAnswer): Promise<void> {
  if (!incoming.readableEnded) await once(incoming.resume(), 'end');
  outgoing.writeHead(fault.status, { 'content-type': `application/${fault.format ?? 'xml'}`, ...fault.headers });
  outgoing.end(incoming.method === 'HEAD' ? '' : errorDocument(fault));
}

/** Lets through so many bytes a second. */
function paced(bytesPerSecond = Number.POSITIVE_INFINITY): (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer> {
  return async function* (chunks) {
    for await (const chunk of chunks) {
      yield chunk;
      const milliseconds = (chunk.length / bytesPerSecond) * 1000;
      if (milliseconds >= 1) await sleep(milliseconds);
    }
  };
}
