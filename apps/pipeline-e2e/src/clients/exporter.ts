import { eventually } from '@hub/testing';
import { z } from 'zod';
import type { ExportView, HubClient } from './hub-client.js';
import { readZip, unzipTest, type ZipEntry } from './zip-reader.js';

const notificationsSchema = z.object({ notifications: z.array(z.object({ exportId: z.string(), kind: z.string() })) });

/** A completed export, read back. */
export interface Exported {
  readonly view: ExportView;
  readonly entries: readonly ZipEntry[];
  /** The data file: the archive's first entry. */
  readonly data: Buffer;
  /** The first entry of the converted archive, where there is one. */
  readonly converted: Buffer | null;
  /** From the request to the state `completed`. */
  readonly milliseconds: number;
}

/** An export on its way. */
export interface Exporting {
  readonly id: string;
  /** Waits until it is completed, and reads it back. Throws when it ends in another way, or is no whole archive. */
  completed(): Promise<Exported>;
  /** Waits until it has ended, in whatever way. */
  ended(): Promise<ExportView>;
}

/** Exports of one person, each checked from the request to the notification. */
export class Exporter {
  constructor(
    readonly client: HubClient,
    /** Ms in which an export has to end. */
    private readonly within = 120_000,
  ) {}

  /** Built anew, however often the same was asked for before. */
  async begin(projectId: string, body: Record<string, unknown>): Promise<Exporting> {
    const from = performance.now();
    const { id } = await this.client.createExport(projectId, { reuse: false, ...body });
    return {
      id,
      ended: () => this.client.finished(id, this.within),
      completed: () => this.completed(id, from),
    };
  }

  /** Begins, waits and reads. */
  async export(projectId: string, body: Record<string, unknown>): Promise<Exported> {
    return (await this.begin(projectId, body)).completed();
  }

  /** The same for an export that failed: another try. */
  async retry(id: string): Promise<Exported> {
    const from = performance.now();
    await this.client.json('POST', `/api/exports/${id}/retry`);
    return this.completed(id, from);
  }

  /** Kinds of the notifications of an export, as soon as there is one. */
  told(id: string): Promise<string[]> {
    return eventually(async () => {
      const kinds = await this.toldNow(id);
      return kinds.length > 0 ? kinds : null;
    });
  }

  /** Kinds of the notifications there are now. */
  async toldNow(id: string): Promise<string[]> {
    const answer = await this.client.json('GET', '/api/notifications?limit=100');
    const { notifications } = notificationsSchema.parse(answer);
    return notifications.filter(({ exportId }) => exportId === id).map(({ kind }) => kind);
  }

  private async completed(id: string, from: number): Promise<Exported> {
    const view = await this.client.finished(id, this.within);
    const milliseconds = Math.round(performance.now() - from);
    if (view.state !== 'completed') throw new Error(`The export ended as ${view.state}: ${JSON.stringify(view.error)}`);
    const entries = await this.archive(id, 'original');
    const converted = view.artifacts.some(({ kind }) => kind === 'converted')
      ? await this.archive(id, 'converted')
      : null;
    return { view, entries, milliseconds, data: firstOf(entries), converted: converted && firstOf(converted) };
  }

  private async archive(id: string, kind: 'original' | 'converted'): Promise<ZipEntry[]> {
    const zip = await this.client.download(id, kind);
    unzipTest(zip);
    return readZip(zip);
  }
}

const firstOf = (entries: readonly ZipEntry[]): Buffer => entries[0]?.content ?? Buffer.alloc(0);

/** The same documents, the same sums, and nothing less in the archive. */
export function expectSame(exported: Exported, undisturbed: Exported): void {
  expect(exported.data.equals(undisturbed.data)).toBe(true);
  expect(exported.view).toMatchObject({ error: null, reconciliation: undisturbed.view.reconciliation });
  const names = ({ entries }: Exported): string[] => entries.slice(1).map(({ name }) => name);
  expect(names(exported)).toEqual(names(undisturbed));
  if (exported.converted) expect(undisturbed.converted && exported.converted.equals(undisturbed.converted)).toBe(true);
}
