import type { RunningHub } from './running-hub.js';

/** A project with an ontology, a batch, a Review stage and everybody in their role. Tasks wait in Start. */
export interface ExampleProject {
  readonly id: string;
  readonly batchId: string;
  /** Adds assets and returns their task ids, in order. */
  add(...externalIds: string[]): Promise<{ asset: string; task: string }[]>;
  requeue(to: string): Promise<void>;
}

export const categorySchema = {
  tools: [
    {
      tool: 'bounding-box',
      title: 'Cat',
      schemaId: 'c1',
      classifications: [{ tool: 'radio', title: 'Pose', schemaId: 'c2', options: [{ value: 'sitting' }] }],
    },
  ],
  classifications: [{ tool: 'checkbox', title: 'Weather', schemaId: 'c3', options: [{ value: 'sun' }] }],
  relations: [{ tool: 'one-to-one', title: 'eats', schemaId: 'c4' }],
};

const stages = [
  { id: 'Start', type: 'Start', name: 'Start', autoForward: false, next: ['Label'] },
  { id: 'Label', type: 'Label', name: 'Label', next: ['Check'] },
  { id: 'Check', type: 'Review', name: 'Second look', next: ['Complete', 'Label'] },
  { id: 'Complete', type: 'Complete', name: 'Complete', next: [] },
];

export async function exampleProject(hub: RunningHub): Promise<ExampleProject> {
  const owner = hub.as('owner');
  const created = await owner.post('/v2/project', { name: 'Cats' }).expect(201);
  const id = created.body.data.project._id as string;
  await owner.post(`/v2/project/${id}`, { categorySchema, stages }).expect(200);
  const batch = await owner.post(`/v2/batches/${id}`, { name: 'week-1' }).expect(200);
  await hub.join(id, 'manager', 'Manager');
  await hub.join(id, 'lead', 'Lead');
  await hub.join(id, 'reviewer', 'Reviewer');
  await hub.join(id, 'labeler', 'Labeler');
  return {
    id,
    batchId: batch.body.data.project._id as string,
    add: async (...externalIds) => {
      const assets = externalIds.map((externalId) => ({ data: `https://cdn.example/${externalId}`, externalId }));
      const { body } = await owner.post(`/v2/project/${id}/cloud`, { assets }).expect(201);
      const made = body.data.assets.assets as { _id: string; labelTask: string }[];
      return made.map(({ _id, labelTask }) => ({ asset: _id, task: labelTask }));
    },
    requeue: async (to) => {
      await owner.post(`/v2/project/${id}/requeueTasks`, { toStageId: to, filters: {}, options: {} }).expect(200);
    },
  };
}

export const box = (x = 10): Record<string, unknown> => ({
  'bounding-box': { x, y: 20.5, width: 100, height: 60 },
  title: 'Cat',
});
