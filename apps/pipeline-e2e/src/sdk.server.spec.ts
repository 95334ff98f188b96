import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { documentSchema } from './clients/documents.js';
import { startEmbeddedHub } from './hubs/embedded-hub.js';
import { installSdk } from './sdk/run-sdk.js';

jest.setTimeout(600_000);

const listed = z.object({ names: z.array(z.string()), count: z.number() });
const names = z.array(z.string());
const seenSchema = z.object({
  batches: names,
  labels: z.object({ data: z.looseObject({ project: z.string() }) }),
  tasks: names,
  assets: z.object({ total: z.number(), names }),
  stages: z.record(z.string(), z.string()),
  json: z.array(documentSchema),
  bare: z.array(documentSchema),
  ndjson: listed,
  v3: names,
  everywhere: names,
  'by batch name': names,
  'by batch id': names,
  'updated after': names,
  'updated before': names,
  'no window': names,
  consensus: z.array(z.unknown()),
  'consensus ndjson': listed,
  'returned with a path': z.null(),
  zip: z.object({ bad: z.null(), entries: names }),
  parallel: z.record(z.string(), names),
  'listed issues': z.number(),
  issues: z.array(z.looseObject({ content: z.string() })),
  storages: z.array(z.looseObject({ _id: z.string() })),
  'listed storages': names,
  'deleted storages': names,
  'storages left': z.number(),
  'refused storage': z.looseObject({ status: z.string() }),
  refused: z.string(),
});

/** Installed from PyPI: without the network this fails, as it must. */
describe('the vendor’s unmodified SDK', () => {
  const all = ['0.png', '1.png', '2.png', '3.png', '4.png', '5.png'];
  const folder = mkdtempSync(join(tmpdir(), 'hub-sdk-'));
  let hub: Awaited<ReturnType<typeof startEmbeddedHub>>;
  let seen: z.infer<typeof seenSchema>;
  beforeAll(async () => {
    const sdk = installSdk(folder);
    hub = await startEmbeddedHub();
    seen = seenSchema.parse(sdk.run(hub.url, hub.demo.users[0]?.apiKey ?? ''));
  });
  afterAll(async () => {
    await hub?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes a project, batches, assets and labels, and annotates', () => {
    expect(seen.batches).toEqual(['week 1', 'wóche 2']);
    expect([seen.tasks, seen.assets]).toEqual([all, { total: 6, names: all }]);
    expect(seen.labels.data.project).toBe('5 / 5 tasks are labeled.');
    const stages = all.map((name) => seen.stages[name]);
    expect(stages).toEqual(['Complete', 'Complete', 'Start', 'Start', 'Start', 'Start']);
  });

  it('gets what it put in, with metadata and history unless it does not want them', () => {
    for (const [i, entry] of seen.json.entries()) {
      expect(entry).toMatchObject({ externalId: `${i}.png`, metadata: { width: 64, height: 48 }, batches: ['week 1'] });
      expect(entry.task.tools).toEqual([
        expect.objectContaining({
          title: 'Bowl',
          polygon: [
            [0, 0],
            [4, 0],
            [4, 4],
          ],
        }),
        expect.objectContaining({
          title: 'Cat',
          'bounding-box': { x: 1, y: 2.5, width: 3, height: 4 },
          metadata: expect.objectContaining({ createdBy: 'import' }) as object,
        }),
      ]);
      expect(entry.task['classifications']).toEqual([expect.objectContaining({ title: 'Weather', answer: 'rain' })]);
      expect(entry.task['stageHistory']).toHaveLength(2);
    }
    expect(seen.json).toHaveLength(2);
    expect(seen.bare.map(({ externalId }) => externalId)).toEqual(['0.png', '1.png']);
    for (const { task } of seen.bare) {
      expect(task).not.toHaveProperty('stageHistory');
      for (const tool of task.tools) expect(tool).not.toHaveProperty('metadata');
    }
  });

  it('counts NDJSON right, also when it is empty', () => {
    expect(seen.ndjson).toEqual({ names: ['0.png', '1.png'], count: 2 });
    expect(seen.consensus).toEqual([]);
    expect(seen['consensus ndjson']).toEqual({ names: [], count: 0 });
  });

  it('filters by stage, batch (id or name) and time', () => {
    expect(seen.v3).toEqual(all);
    expect(seen.everywhere).toEqual(all);
    expect([seen['by batch name'], seen['by batch id']]).toEqual([['5.png'], ['5.png']]);
    expect(seen['updated after']).toEqual(['0.png', '1.png']);
    expect(seen['updated before']).toEqual(['2.png', '3.png', '4.png', '5.png']);
    expect(seen['no window']).toEqual(all);
  });

  it('saves the zip, fetched a second time by the same link, its data first', () => {
    expect(seen.zip.entries[0]).toMatch(/^SDK_round_trip-task-export-.*_GMT\.ndjson$/);
  });

  it('keeps exports that run side by side apart', () => {
    expect(seen.parallel).toEqual({ complete: ['0.png', '1.png'], start: ['2.png', '3.png', '4.png', '5.png'] });
  });

  it('exports issues: absent where there is nothing, error codes in both forms', () => {
    expect(seen['listed issues']).toBe(2);
    const [loose, look] = seen.issues;
    expect(loose).toMatchObject({
      content: 'the box is loose',
      position: '[120.5, 33]',
      errorCodes: [{ category: 'Wrong', name: 'Loose', key: 'L1' }],
      errorType: 'Wrong',
      errorCode: 'Loose',
      asset: { externalId: '0.png', batches: ['week 1'] },
      comments: [expect.objectContaining({ content: 'mended' })],
    });
    expect(look).toMatchObject({ content: 'look here', page: 2 });
    for (const key of ['position', 'pageEnd', 'errorType', 'errorCode', 'objectId'])
      expect(look).not.toHaveProperty(key);
    expect(loose).not.toHaveProperty('page');
  });

  it('connects, finds and forgets storages, and never gets their secrets back', () => {
    expect(seen.storages).toMatchObject([
      { name: 'Ours at AWS', provider: 'AWS', region: 'us-west-2', publicKey: 'AKIA…MPLE' },
      { name: 'Ours at Google', provider: 'GCP', publicKey: 'robot@p.iam.gserviceaccount.com' },
    ]);
    expect(JSON.stringify(seen.storages)).not.toMatch(/the SDK's secret|PRIVATE KEY/);
    expect(seen['listed storages']).toEqual(['Ours at AWS', 'Ours at Google']);
    expect(seen['deleted storages']).toEqual(['Ours at AWS', 'Ours at Google']);
    expect(seen['storages left']).toBe(0);
    expect(seen['refused storage']).toMatchObject({ status: 'fail', message: 'Azure storages are not supported' });
  });

  it('hears by the status what is wrong', () => {
    expect(seen.refused).toBe('400 Client Error: Bad Request');
  });
});
