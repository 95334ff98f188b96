import { z } from 'zod';
import type { HubClient } from './hub-client.js';

const projectSchema = z.object({ data: z.object({ project: z.object({ _id: z.string() }) }) });
const assetsSchema = z.object({
  data: z.object({ assets: z.object({ assets: z.array(z.object({ _id: z.string(), labelTask: z.string() })) }) }),
});
const labelsSchema = z.object({
  data: z.object({ labeled: z.number(), notLabeled: z.array(z.looseObject({ reason: z.string() })) }),
});
export type ImportedLabels = z.infer<typeof labelsSchema>['data'];

/** Tasks stay in Start, where labels can be imported again and again; exports have to name the stage. */
export const drawn = { stages: ['Start'] };
export const box = (x: unknown = 1): object => ({ title: 'Car', 'bounding-box': { x, y: 2, width: 3, height: 4 } });

/** A project that a program fills through the public API, with boxes called `Car` and texts called `Note`. */
export class DrawnProject {
  private constructor(
    readonly client: HubClient,
    readonly id: string,
  ) {}

  static async create(client: HubClient, name: string): Promise<DrawnProject> {
    const { data } = projectSchema.parse(await client.json('POST', '/v2/project', { name, description: '' }));
    const id = data.project._id;
    await client.json('POST', `/v2/project/${id}`, {
      categorySchema: {
        tools: [{ title: 'Car', tool: 'bounding-box', schemaId: 'car' }],
        classifications: [{ title: 'Note', tool: 'text', schemaId: 'note' }],
        relations: [],
      },
      stages: [
        { id: 'Start', type: 'Start', name: 'Start', autoForward: false, next: ['Complete'] },
        { id: 'Complete', type: 'Complete', name: 'Complete', next: [] },
      ],
    });
    return new DrawnProject(client, id);
  }

  /** Adds assets, each with a task. */
  async add(externalIds: readonly string[], more: object = {}): Promise<{ asset: string; task: string }[]> {
    const assets = externalIds.map((externalId) => ({
      data: `https://cdn.example/${externalId}`,
      externalId,
      ...more,
    }));
    const answer = assetsSchema.parse(await this.client.json('POST', `/v2/project/${this.id}/cloud`, { assets }));
    return answer.data.assets.assets.map(({ _id, labelTask }) => ({ asset: _id, task: labelTask }));
  }

  /** Imports label records; what could not be applied is in the answer. */
  async label(records: readonly unknown[]): Promise<ImportedLabels> {
    const body = { project: this.id, jsonContent: records };
    return labelsSchema.parse(await this.client.json('POST', '/v2/import/labels', body)).data;
  }

  async remove(assets: readonly string[]): Promise<void> {
    await this.client.json('DELETE', `/v2/project/${this.id}/assets`, { assets });
  }
}
