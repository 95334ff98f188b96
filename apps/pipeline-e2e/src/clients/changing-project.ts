import { z } from 'zod';
import { HubClient } from './hub-client.js';
import { readZip, type ZipEntry } from './zip-reader.js';

const createdSchema = z.object({ data: z.object({ project: z.object({ _id: z.string() }) }) });
const tasksSchema = z.object({ data: z.object({ tasks: z.array(z.object({ _id: z.string(), stage: z.string() })) }) });

/** A project whose tasks come, change and go. */
export class ChangingProject {
  private constructor(
    readonly client: HubClient,
    readonly id: string,
  ) {}

  static async create(client: HubClient, name: string): Promise<ChangingProject> {
    const { data } = createdSchema.parse(await client.json('POST', '/v2/project', { name }));
    const { _id: id } = data.project;
    await client.json('POST', `/v2/project/${id}`, {
      categorySchema: {
        tools: [{ title: 'Car', tool: 'bounding-box', schemaId: 'car' }],
        classifications: [],
        relations: [],
      },
    });
    return new ChangingProject(client, id);
  }

  async add(...names: string[]): Promise<void> {
    const assets = names.map((externalId) => ({ data: `https://cdn.example/${externalId}`, externalId }));
    await this.client.json('POST', `/v2/project/${this.id}/cloud`, { assets });
    const { data } = tasksSchema.parse(await this.client.json('GET', `/v2/project/${this.id}/tasks?limit=100`));
    const waiting = data.tasks.filter(({ stage }) => stage === 'Label');
    for (const task of waiting) await this.annotate(task._id, 1, true);
  }

  async annotate(taskId: string, x: number, next = false): Promise<void> {
    await this.client.json('POST', `/v2/annotate/${taskId}${next ? '?nextStage=true' : ''}`, {
      answer: {
        objects: [{ 'bounding-box': { x, y: 2, width: 3, height: 4 }, schemaId: 'car' }],
        classifications: [],
        relations: [],
      },
      duration: 1000,
    });
  }

  async remove(assetId: string): Promise<void> {
    await this.client.json('DELETE', `/v2/project/${this.id}/assets`, { assets: [assetId] });
  }

  async export(body: Record<string, unknown>): Promise<{ id: string; entries: ZipEntry[] }> {
    const { view, zip } = await this.client.exported(this.id, body);
    return { id: view.id, entries: await readZip(zip) };
  }
}
