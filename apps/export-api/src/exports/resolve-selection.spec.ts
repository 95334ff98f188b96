import type { ExportRequest } from './export-request.js';
import type { ProjectCatalogue, ProjectOutline } from './project-catalogue.js';
import { resolveSelection } from './resolve-selection.js';

const stage = (id: string, name: string, type: string) => ({ id, name, type });
const project: ProjectOutline = {
  id: 'p1',
  organizationId: 'o1',
  name: 'Scenes',
  stages: [
    stage('Start', 'Start', 'Start'),
    stage('Label', 'Label', 'Label'),
    stage('u-1', 'Prüfung', 'Review'),
    stage('u-2', 'Prüfung', 'Review'),
    stage('Complete', 'Complete', 'Complete'),
  ],
};
const batches = [
  { id: 'b1', name: 'week 1' },
  { id: 'b2', name: 'week 2' },
  { id: 'week 1', name: 'odd' },
];
const catalogue: ProjectCatalogue = {
  project: async () => project,
  batches: async () => batches,
  taskPlaces: async () => null,
  unknownTasks: async (_, ids) => ids.filter((id) => !id.startsWith('t')),
};
const base: ExportRequest = {
  type: 'task',
  format: 'json',
  finalLineFeed: false,
  include: { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false },
  converter: null,
  quarantine: { policy: 'set-aside' },
  reuse: true,
  sendEmail: false,
  notify: true,
};
const resolve = (request: Partial<ExportRequest>, inProject = project) =>
  resolveSelection({ ...base, ...request }, inProject, catalogue, {
    stages: 'stage',
    batches: 'batches',
    tasks: 'tasks',
  });

describe('stages', () => {
  it.each([
    ['by default: Complete', {}, ['Complete']],
    ['default tasks: Complete', { taskTypes: ['default'] }, ['Complete']],
    ['consensus: no filter', { taskTypes: ['consensus'] }, undefined],
    ['benchmark among others: no filter', { taskTypes: ['default', 'benchmark'] }, undefined],
    ['consensus in a stage', { taskTypes: ['consensus'], stages: ['Label'] }, ['Label']],
    ['selected tasks: wherever they are', { tasks: ['t1'] }, undefined],
    ['ids', { stages: ['u-1'] }, ['u-1']],
    ['a name that two stages have', { stages: ['Prüfung', 'u-1'] }, ['u-1', 'u-2']],
  ] as const)('%s', async (_, request, expected) => {
    expect((await resolve(request as Partial<ExportRequest>)).stageIds).toEqual(expected);
  });

  it('have to be named where none is of type Complete', async () => {
    const without = { ...project, stages: project.stages.filter(({ type }) => type !== 'Complete') };
    await expect(resolve({}, without)).rejects.toMatchObject({
      code: 'bad-request',
      field: 'stage',
      expected: 'Start, Label, Prüfung',
    });
  });

  it('are refused when unknown, with what is allowed', async () => {
    await expect(resolve({ stages: ['Label', 'Nope'] })).rejects.toMatchObject({
      field: 'stage',
      value: 'Nope',
      expected: 'Start, Label, Prüfung, Complete',
      message: "Invalid stage: the project has no stage 'Nope'. Allowed: Start, Label, Prüfung, Complete",
    });
  });

  it('are listed up to twenty', async () => {
    const many = { ...project, stages: Array.from({ length: 25 }, (_, i) => stage(`s${i}`, `Stage ${i}`, 'Label')) };
    await expect(resolve({ stages: ['Nope'] }, many)).rejects.toMatchObject({
      expected: expect.stringMatching(/Stage 19 and 5 more$/),
    });
  });
});

describe('batches and tasks', () => {
  it('are ids or names; an id wins over a name', async () => {
    expect((await resolve({ batches: ['week 1', 'b2'] })).batchIds).toEqual(['week 1', 'b2']);
    expect((await resolve({ batches: ['week 2'] })).batchIds).toEqual(['b2']);
    expect((await resolve({})).batchIds).toBeUndefined();
    await expect(resolve({ batches: ['week 3'] })).rejects.toMatchObject({
      field: 'batches',
      value: 'week 3',
      expected: 'week 1, week 2, odd',
    });
  });

  it('are tasks of the project, each once', async () => {
    expect((await resolve({ tasks: ['t1', 't2', 't1'] })).taskIds).toEqual(['t1', 't2']);
    await expect(resolve({ tasks: ['t1', 'x1', 'x2'] })).rejects.toMatchObject({
      field: 'tasks',
      value: 'x1',
      expected: expect.stringContaining('2 of 3'),
    });
    await expect(resolve({ tasks: Array.from({ length: 20_001 }, (_, i) => `t${i}`) })).rejects.toMatchObject({
      value: '20001',
      expected: 'at most 20000 ids',
    });
  });
});

describe('issues', () => {
  it('are not filtered by what clients send along', async () => {
    const sent: Partial<ExportRequest> = { type: 'issue', taskTypes: ['default'], stages: ['Nope'], batches: ['Nope'] };
    expect(await resolve(sent)).toEqual({ type: 'issue', format: 'json', finalLineFeed: false, include: base.include });
  });

  it('are not split', async () => {
    await expect(resolve({ type: 'issue', format: 'split' })).rejects.toMatchObject({
      field: 'format',
      value: 'split',
      expected: 'json, ndjson',
    });
  });
});
