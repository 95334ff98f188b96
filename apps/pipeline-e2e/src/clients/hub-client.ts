import { eventually } from '@hub/testing';
import { z } from 'zod';

const artifactSchema = z.object({
  kind: z.enum(['original', 'converted']),
  fileName: z.string(),
  bytes: z.number(),
  sha256: z.string(),
});
export const exportSchema = z.object({
  id: z.string(),
  state: z.string(),
  artifacts: z.array(artifactSchema),
  progress: z.object({ elapsed: z.number(), remaining: z.number().nullable() }).nullish(),
  reconciliation: z
    .object({ selected: z.number(), exported: z.number(), quarantined: z.number(), empty: z.number() })
    .nullish(),
  error: z
    .object({
      step: z.string(),
      code: z.string(),
      fault: z.string(),
      retryable: z.boolean(),
      message: z.string(),
      remedy: z.string().nullish(),
    })
    .nullish(),
});
export type ExportView = z.infer<typeof exportSchema>;
const importSummarySchema = z.object({
  type: z.literal('summary'),
  read: z.number(),
  imported: z.number(),
  setAside: z.number(),
  reasons: z.record(z.string(), z.number()),
  tasks: z.number(),
});
export type ImportSummary = z.infer<typeof importSummarySchema>;
const linkSchema = z.object({ url: z.url(), expiresAt: z.string() });
const ended = ['completed', 'failed', 'cancelled'];

/** Speaks to the hub as any program would: HTTP and an API key, nothing else. */
export class HubClient {
  constructor(
    readonly url: string,
    private readonly apiKey: string,
  ) {}

  async request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: { apikey: this.apiKey, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
    });
  }

  async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.request(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Sends a file to the importers and returns the summary. */
  async importFile(projectId: string, name: string, content: string): Promise<ImportSummary> {
    const path = `/api/projects/${projectId}/imports?file=${encodeURIComponent(name)}`;
    const lines = (await this.upload(path, content)).trim().split('\n');
    return importSummarySchema.parse(JSON.parse(lines.at(-1) ?? ''));
  }

  /** POSTs a body as it is. */
  post(path: string, contentType: string, body: string): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { apikey: this.apiKey, 'content-type': contentType },
      body,
    });
  }

  /** POSTs a file as it is; resolves with the answer's text. */
  async upload(path: string, content: string): Promise<string> {
    const response = await this.post(path, 'application/octet-stream', content);
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${text}`);
    return text;
  }

  async createExport(projectId: string, body: Record<string, unknown>): Promise<ExportView> {
    return exportSchema.parse(await this.json('POST', `/api/projects/${projectId}/exports`, body));
  }

  async getExport(id: string): Promise<ExportView> {
    return exportSchema.parse(await this.json('GET', `/api/exports/${id}`));
  }

  /** Waits until the export has ended, however it ended. */
  finished(id: string, within = 120_000): Promise<ExportView> {
    return eventually(
      async () => {
        const view = await this.getExport(id);
        return ended.includes(view.state) ? view : null;
      },
      { within, every: 50 },
    );
  }

  /** Asks, waits for `completed` and downloads one artifact. */
  async exported(
    projectId: string,
    body: Record<string, unknown>,
    kind: 'original' | 'converted' = 'original',
  ): Promise<{ view: ExportView; zip: Buffer }> {
    const view = await this.finished((await this.createExport(projectId, body)).id);
    if (view.state !== 'completed') throw new Error(`The export ended as ${view.state}: ${JSON.stringify(view.error)}`);
    return { view, zip: await this.download(view.id, kind) };
  }

  async download(exportId: string, kind: 'original' | 'converted' = 'original'): Promise<Buffer> {
    const link = linkSchema.parse(await this.json('POST', `/api/exports/${exportId}/artifacts/${kind}/link`));
    return fetchBytes(link.url);
  }
}

/** A plain GET without any header of ours, as the SDK's download does. */
export async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
