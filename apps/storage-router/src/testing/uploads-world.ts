import { request as httpRequest, type IncomingMessage } from 'node:http';
import { openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { RouterBench } from './router-bench.js';
import { seedOrganization, type Organization, type Role } from './organization.js';

const origin = 'http://hub.example';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** A router, people of two organizations, and what a plugin's SDK does: addresses, uploads, signed links. */
export class UploadsWorld {
  private constructor(
    readonly bench: RouterBench,
    readonly store: AnnotationStore,
    readonly people: Organization,
  ) {}

  static async open(): Promise<UploadsWorld> {
    const bench = await RouterBench.open();
    const store = await openAnnotationStore(bench.database.url, { connections: 3, readConnections: 1 });
    return new UploadsWorld(bench, store, await seedOrganization(store));
  }

  async close(): Promise<void> {
    await this.bench.stop();
    await this.store.close();
    await this.bench.close();
  }

  /** The path and query as they are, nothing escaped. */
  async get<T = Record<string, unknown>>(
    who: Role | { key: string },
    path: string,
  ): Promise<{ status: number; body: T }> {
    const apikey = typeof who === 'string' ? this.people.keys[who] : who.key;
    const response = await fetch(`${this.bench.url}${path}`, { headers: { apikey } });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** An address for a file, as the SDK gets it. */
  async place(name: string, options: { who?: Role | { key: string }; type?: string } = {}): Promise<string> {
    const { who = 'manager', type = 'exports' } = options;
    const { status, body } = await this.get<{ data: { uploadUrl: string } }>(
      who,
      `/v2/getUploadUrl?name=${name}&project=${this.people.projectId}&type=${type}`,
    );
    if (status !== 201) throw new Error(`getUploadUrl answered ${status}: ${JSON.stringify(body)}`);
    return body.data.uploadUrl;
  }

  /** The router listens elsewhere than people see it. */
  here(address: string): string {
    if (!address.startsWith(`${origin}/uploads/`)) throw new Error(`${address} is no upload address`);
    return address.replace(origin, this.bench.url);
  }

  put(address: string, body: Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.here(address), { method: 'PUT', body, headers });
  }

  /** A PUT by hand: no content type, and the body is whatever `write` writes. */
  rawPut(
    address: string,
    headers: Record<string, string>,
    write: (send: (chunk: Buffer) => void, cut: () => void) => void,
  ): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(this.here(address), { method: 'PUT', headers });
      request.on('error', reject);
      request.on('response', (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      });
      request.flushHeaders();
      write(
        (chunk) => request.write(chunk),
        () => request.destroy(new Error('cut')),
      );
    });
  }

  /** What plugin-converter asks at the end of a run. */
  async accept(url: string, of: Partial<{ organizationId: string; projectId: string; sessionId: string }> = {}) {
    const { id: organizationId, projectId } = this.people;
    const question = { url, organizationId, projectId, sessionId: 'run 1', ...of };
    const response = await this.bench.postInternal('/internal/plugin-results', question);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async stagedKeys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.bench.staging.list('plugin-results/')) keys.push(key);
    return keys;
  }
}
