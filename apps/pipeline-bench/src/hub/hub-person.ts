import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { BenchHub, Exportable } from './bench-hub.js';

const exportSchema = z.object({
  id: z.string(),
  state: z.string(),
  artifacts: z.array(z.object({ kind: z.string(), bytes: z.number() })),
  error: z.object({ message: z.string() }).nullish(),
});
export type HubExport = z.infer<typeof exportSchema>;
const notificationSchema = z.object({ exportId: z.string(), kind: z.string() });

export interface Told {
  readonly exportId: string;
  /** Milliseconds from the request until the answer, and until the notification. */
  readonly answered: number;
  readonly told: number;
}

/** Somebody with the page open: asks for exports by HTTP and hears of their end by socket. */
export class HubPerson {
  private readonly heard = new Map<string, { at: number; kind: string }>();
  private readonly waiting = new Map<string, () => void>();

  private constructor(
    private readonly hub: BenchHub,
    private readonly data: Exportable,
    private readonly socket: Socket,
  ) {
    socket.on('notification', (message: unknown) => {
      const { exportId, kind } = notificationSchema.parse(message);
      this.heard.set(exportId, { at: performance.now(), kind });
      this.waiting.get(exportId)?.();
    });
  }

  static async signIn(hub: BenchHub, data: Exportable): Promise<HubPerson> {
    const socket = io(hub.notifier, {
      path: '/live/socket.io',
      auth: { apiKey: data.apiKey },
      transports: ['websocket'],
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('connect_error', reject);
    });
    return new HubPerson(hub, data, socket);
  }

  /** Asks for an export of everything, never a shared one, and waits until it is told of the end. */
  async export(body: Record<string, unknown> = {}): Promise<Told> {
    const asked = performance.now();
    const { id: exportId } = await this.request(body);
    const answered = performance.now() - asked;
    return { exportId, answered, told: (await this.toldOf(exportId)) - asked };
  }

  async request(body: Record<string, unknown> = {}): Promise<HubExport> {
    const path = `/api/projects/${this.data.projectId}/exports`;
    return exportSchema.parse(await this.json('POST', path, { format: 'json', reuse: false, ...body }));
  }

  /** When it was told of the end, by `performance.now()`. */
  async toldOf(exportId: string): Promise<number> {
    if (!this.heard.has(exportId)) await new Promise<void>((resolve) => this.waiting.set(exportId, resolve));
    const { at, kind } = this.heard.get(exportId) ?? { at: NaN, kind: '' };
    this.heard.delete(exportId);
    this.waiting.delete(exportId);
    if (kind !== 'export.completed') throw new Error(`${kind}: ${(await this.find(exportId)).error?.message}`);
    return at;
  }

  async find(exportId: string): Promise<HubExport> {
    return exportSchema.parse(await this.json('GET', `/api/exports/${exportId}`));
  }

  async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.hub.exportApi}${path}`, {
      method,
      headers: { apikey: this.data.apiKey, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as unknown;
  }

  signOut(): void {
    this.socket.disconnect();
  }
}
