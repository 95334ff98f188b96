import { eventually } from '@hub/testing';
import { z } from 'zod';
import type { RegisteredPlugin } from '../sdk/sdk-release.js';
import { documentsOf, type ExportedDocument } from './documents.js';
import type { ExportView, HubClient } from './hub-client.js';
import { readZip } from './zip-reader.js';

const registeredSchema = z.object({ id: z.string(), secret: z.string() });
const pluginSchema = z.looseObject({ id: z.string(), live: z.boolean() });
const sessionSchema = z.looseObject({
  id: z.string(),
  state: z.string(),
  exportId: z.string().nullish(),
  logs: z.array(z.looseObject({ level: z.string(), msg: z.string() })),
});
export type PluginSessionView = z.infer<typeof sessionSchema>;
const projectSchema = z.object({ data: z.object({ project: z.object({ _id: z.string() }) }) });
const stagesSchema = z.object({
  data: z.object({ project: z.object({ stages: z.array(z.looseObject({ id: z.string(), type: z.string() })) }) }),
});

const ended = ['completed', 'failed', 'cancelled'];

/** Registers plugins and runs them, as an admin does. */
export class PluginClient {
  constructor(readonly hub: HubClient) {}

  /** A project of three images with a box each, in their first stage. */
  async labelledProject(): Promise<{ projectId: string; boxes: string[] }> {
    const boxes = ['one.png', 'two.png', 'three.png'];
    const made = await this.hub.json('POST', '/v2/project', { name: 'Plugins', description: '' });
    const projectId = projectSchema.parse(made).data.project._id;
    const tools = [{ tool: 'bounding-box', title: 'Cat', schemaId: 'cat' }];
    await this.hub.json('POST', `/v2/project/${projectId}`, {
      categorySchema: { tools, classifications: [], relations: [] },
    });
    await this.waitInStart(projectId);
    await this.hub.json('POST', `/v2/project/${projectId}/cloud`, {
      assets: boxes.map((name) => ({ data: `https://cdn.example/${name}`, externalId: name })),
    });
    const box = { schemaId: 'cat', 'bounding-box': { x: 1, y: 2, width: 3, height: 4 } };
    await this.hub.json('POST', '/v2/import/labels', {
      project: projectId,
      jsonContent: boxes.map((externalId) => ({ externalId, objects: [box] })),
    });
    return { projectId, boxes };
  }

  async register(name: string, more: { connector: 'WS' | 'REST'; restUrl?: string }): Promise<RegisteredPlugin> {
    const wish = { name, type: 'Export', description: 'From the end-to-end suite', ...more };
    return registeredSchema.parse(await this.hub.json('POST', '/api/plugins', wish));
  }

  /** Waits for the green light. */
  async live(id: string): Promise<void> {
    await eventually(async () => pluginSchema.parse(await this.hub.json('GET', `/api/plugins/${id}`)).live, {
      within: 60_000,
    });
  }

  /** Runs it and waits for the end, whatever that is. */
  async ran(projectId: string, pluginId: string, config: object): Promise<PluginSessionView> {
    const path = `/api/projects/${projectId}/plugin-runs`;
    const wish = { pluginId, stages: ['Start'], batches: [], config, sendEmail: false };
    const { id } = sessionSchema.pick({ id: true }).parse(await this.hub.json('POST', path, wish));
    return eventually(
      async () => {
        const session = sessionSchema.parse(await this.hub.json('GET', `/api/plugin-sessions/${id}`));
        return ended.includes(session.state) ? session : null;
      },
      { within: 120_000 },
    );
  }

  /** Both files of an export that is over. */
  async files(exportId: string): Promise<{ view: ExportView; original: ExportedDocument[]; converted: Buffer }> {
    const view = await this.hub.finished(exportId);
    return {
      view,
      original: documentsOf(await readZip(await this.hub.download(exportId)), 'ndjson'),
      converted: await this.hub.download(exportId, 'converted'),
    };
  }

  /** Labels are imported while tasks wait in Start. */
  private async waitInStart(projectId: string): Promise<void> {
    const shown = stagesSchema.parse(await this.hub.json('GET', `/v2/project/${projectId}`));
    const stages = shown.data.project.stages.map((stage) =>
      stage.type === 'Start' ? { ...stage, autoForward: false } : stage,
    );
    await this.hub.json('POST', `/v2/project/${projectId}`, { stages });
  }
}
