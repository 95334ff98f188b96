import { exportedEntrySchema } from './exported-document.js';

const entry = {
  asset: 'https://cdn.example/img/cat.png',
  assetId: '65f000000000000000000001',
  externalId: 'cat.png',
  metadata: { width: 640, height: 480 },
  batches: ['week-1'],
  overlay: [],
  task: {
    taskId: '65f0000000000000000000aa',
    stage: 'Complete',
    stageId: 'Complete',
    updatedAt: '2025-03-04T10:11:12.345Z',
    updatedBy: 'ann@example.org',
    totalDuration: 5400,
    tools: [
      {
        'bounding-box': { x: 10, y: 20.5, width: 100, height: 60, unknown: 1 },
        objectId: 'aa1',
        schemaId: 'bb1',
        title: 'Cat',
        classifications: [
          { objectId: 'ac1', schemaId: 'bc1', tool: 'radio', title: 'Pose', answer: 'sitting', classifications: [] },
        ],
        ocr: { text: 'x' },
      },
      { hologram: [1], objectId: 'aa2', schemaId: 'bb2', title: 'New', classifications: [] },
    ],
    classifications: [],
    relations: [{ objectId: 'ae1', schemaId: 'be1', title: 'eats', from: 'aa1', to: 'aa2', direction: 'straight' }],
    brushDataUrl: null,
    medicalBrushDataUrl: null,
    consensusAverage: 90,
  },
};

it('takes an entry of the contract and keeps every unknown key', () => {
  expect(exportedEntrySchema.parse(entry)).toEqual(entry);
});

it.each([
  ['task.tools.0.bounding-box', { 'bounding-box': { x: 1, y: null, width: 1, height: 1 } }],
  ['task.tools.0.point', { point: [1] }],
  ['task.tools.0.classifications', { classifications: null }],
])('refuses %s', (path, change) => {
  const tools = [{ objectId: 'a', schemaId: 'b', title: 'c', classifications: [], ...change }];
  const { error } = exportedEntrySchema.safeParse({ ...entry, task: { ...entry.task, tools } });
  expect(error!.issues.map((issue) => issue.path.join('.'))).toEqual([expect.stringContaining(path)]);
});
