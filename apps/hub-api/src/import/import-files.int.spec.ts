import { openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { hubApi } from '../hub-api.module.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { coco } from './coco/coco.format.js';
import { ImportFiles } from './import-files.js';
import type { ImportProgress, ImportSummary, SetAside } from './import-tally.js';
import type { ImportWish } from './import-wish.js';
import type { SourceFile } from './source/source-file.js';
import { demoFiles, textFile } from './testing/memory-import.js';

const complete = () => ({ stageId: 'Complete', batches: [] });

describe('ImportFiles', () => {
  let server: TestDatabase;
  let store: AnnotationStore;
  let imports: ImportFiles;
  let organizationId: string;
  beforeAll(async () => {
    server = await startTestDatabase();
    await hubApi.migrate(server.url);
    store = await openAnnotationStore(server.url);
    imports = new ImportFiles(new HubDatabase(store.dataSource, () => store.close()), store.projects, store.writer);
    organizationId = await store.accounts.createOrganization('Acme');
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  const project = (): Promise<string> => store.projects.create({ organizationId, name: 'p', createdBy: 'a@b.c' });

  async function run(
    files: AsyncIterable<SourceFile> | Iterable<SourceFile>,
    wish: Partial<ImportWish> & { projectId: string },
  ): Promise<{ summary: ImportSummary; setAside: SetAside[]; progress: ImportProgress[] }> {
    const setAside: SetAside[] = [];
    const progress: ImportProgress[] = [];
    const report = {
      setAside: (item: SetAside) => void setAside.push(item),
      progress: (state: ImportProgress) => void progress.push(state),
    };
    const all = async function* () {
      yield* files;
    };
    const summary = await imports.execute({ by: 'a@b.c', place: complete, ...wish }, all(), report);
    return { summary, setAside, progress };
  }

  const tasksOf = (projectId: string) =>
    store.dataSource.query<
      { externalId: string; stage: string; batches: string[]; tools: string; history: number; bad: unknown }[]
    >(
      `select a.external_id as "externalId", r.stage, r.batches, c.tools, c.unwritable as bad,
         (select count(*)::int from annotation_store.stage_history h where h.task_id = t.id) as history
       from annotation_store.tasks t join annotation_store.assets a on a.id = t.asset_id
       join annotation_store.task_revisions r on r.task_id = t.id and r.rev = t.rev
       join annotation_store.task_contents c on c.id = r.content_id
       where t.project_id = $1 order by t.seq`,
      [projectId],
    );

  it('imports several files that speak of the same images into one task each, and balances', async () => {
    const projectId = await project();
    const { summary, setAside, progress } = await run(demoFiles('coco/coco-mini-val'), { projectId });
    expect(setAside).toEqual([]);
    // images stand in each of three files
    const read = 3 * 79 + 624 + 118 + 395;
    expect(summary).toMatchObject({
      files: 3,
      read,
      imported: read,
      setAside: 0,
      reasons: {},
      tasks: 79,
      madeBefore: 0,
    });
    expect(summary.annotations).toBe(624 + 652 + 395 + 68);
    expect(progress.at(-1)).toMatchObject({ files: 3, records: read, tasks: 79 });
    const tasks = await tasksOf(projectId);
    expect(tasks).toHaveLength(79);
    // Start and Label are behind a task in Complete
    expect(new Set(tasks.map(({ stage, history, bad }) => `${stage} ${history} ${String(bad)}`))).toEqual(
      new Set(['Complete 2 null']),
    );
    const { categorySchema } = await store.projects.get(projectId);
    const ids = new Set(categorySchema.tools.map((tool) => tool['schemaId']));
    const used = tasks.flatMap(({ tools }) =>
      (JSON.parse(`[${tools}]`) as { schemaId: string }[]).map(({ schemaId }) => schemaId),
    );
    expect(used.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('adds to the classes a project has, and uses those it knows', async () => {
    const projectId = await project();
    const mine = { schemaId: 'mine', title: 'rubbish', tool: 'polygon', classifications: [] };
    await store.projects.saveCategorySchema(projectId, { tools: [mine], classifications: [], relations: [] });
    await run(demoFiles('coco/uavvaste'), { projectId });
    const { categorySchema } = await store.projects.get(projectId);
    expect(categorySchema.tools[0]).toMatchObject(mine);
    const [first] = await tasksOf(projectId);
    expect(JSON.parse(`[${first?.tools}]`)).toEqual(
      expect.arrayContaining([expect.objectContaining({ schemaId: 'mine', title: 'rubbish' })]),
    );
  });

  const images = (names: readonly string[], annotations: object[] = []): string =>
    JSON.stringify({
      annotations,
      images: names.map((name, id) => ({ id, file_name: name })),
      categories: [{ id: 0, name: 'cat' }],
    });

  it('sets aside what names no image, stands twice or cannot be stored, and what no reader knows', async () => {
    const projectId = await project();
    const box = { category_id: 0, bbox: [1, 2, 3, 4] };
    const text = images(
      ['a.png', 'a.png', 'nul\0.png'],
      [
        { ...box, image_id: 0 },
        { ...box, image_id: 9 },
        { ...box, image_id: 2 },
      ],
    ).replace('"categories"', '"images": [{"id": 1, "file_name": "twice.png"}], "categories"');
    const { summary, setAside } = await run([textFile('odd.json', text, 64), textFile('photo.jpg', '\u00ff\u00d8')], {
      projectId,
    });
    expect(setAside.map(({ file, place, kind }) => `${file} ${place.replace(/ \(.*/, '')} ${kind}`).sort()).toEqual([
      'odd.json annotations[1] no-asset',
      'odd.json annotations[2] no-asset',
      'odd.json images[0] repeated-asset',
      'odd.json images[2] bad-name',
      'photo.jpg the file unknown-format',
    ]);
    expect(summary).toMatchObject({ read: 8, imported: 3, setAside: 5, tasks: 2 });
    // two images of one name stay two
    expect((await tasksOf(projectId)).map(({ externalId }) => externalId)).toEqual(['a.png', 'a.png']);
  });

  it('goes on where an import broke off, and does nothing when it is complete', async () => {
    const projectId = await project();
    const names = Array.from({ length: 1200 }, (_, i) => `${i}.png`);
    const file = () => [textFile('many.json', images(names), 65_536)];
    const wish = { projectId, importId: 'once', format: coco };
    const broken = {
      ...wish,
      place: (n: number) => {
        if (n === 700) throw new Error('the process dies here');
        return complete();
      },
    };
    await expect(run(file(), broken)).rejects.toThrow('the process dies here');
    expect(await tasksOf(projectId)).toHaveLength(500);
    expect((await run(file(), wish)).summary).toMatchObject({
      tasks: 700,
      madeBefore: 500,
      read: 1200,
      imported: 1200,
    });
    expect((await run(file(), wish)).summary).toMatchObject({ tasks: 0, madeBefore: 1200 });
    expect((await tasksOf(projectId)).map(({ externalId }) => externalId)).toEqual(names);
  });

  it('streams the tracks of videos, also when it goes on with an import, and balances', async () => {
    const projectId = await project();
    const box = (frame: number, x: string) => `<box frame="${frame}" xtl="${x}" ytl="2" xbr="9" ybr="9"/>`;
    const boxes = Array.from({ length: 250 }, (_, frame) => box(frame, '1')).join('');
    const track = (label: string, content: string) => `<track label="${label}">${content}</track>`;
    const clip = (name: string, last: string) =>
      textFile(`${name}.xml`, `<annotations>${track('car', boxes)}${track('dog', last)}</annotations>`, 4096);
    const files = () => [
      clip('a', box(0, '1') + box(1, 'left')),
      textFile('b.json', images(['b.png'])),
      clip('c', box(7, 'NaN')),
    ];
    const wish = { projectId, importId: 'videos' };
    const place = (n: number) => {
      if (n === 2) throw new Error('the process dies here');
      return complete();
    };
    await expect(run(files(), { ...wish, place })).rejects.toThrow('the process dies here');
    const { summary, setAside } = await run(files(), wish);
    expect(setAside.map(({ file, kind }) => [file, kind])).toEqual([['a.xml', 'bad-shape']]);
    // two videos of 251 and 252 boxes, an image
    expect(summary).toMatchObject({ read: 506, imported: 505, setAside: 1 });
    expect(summary.tasks + summary.madeBefore).toBe(3);
    const tasks = await tasksOf(projectId);
    expect(tasks.map(({ externalId, bad }) => [externalId, bad === null])).toEqual([
      ['a.mp4', true],
      ['b.png', true],
      ['c.mp4', false],
    ]);
    const tracks = await store.dataSource.query<{ title: string; key_frames: number }[]>(
      `select v.title, v.key_frames from annotation_store.video_tracks v join annotation_store.content_tracks c on c.track_id = v.id
       join annotation_store.task_revisions r on r.content_id = c.content_id join annotation_store.tasks t on t.id = r.task_id
       where t.project_id = $1 and r.rev = t.rev order by t.seq, c.ord`,
      [projectId],
    );
    expect(tracks.map(({ title, key_frames }) => [title, key_frames])).toEqual([
      ['car', 250],
      ['dog', 1],
      ['car', 250],
    ]);
    const { categorySchema } = await store.projects.get(projectId);
    expect(categorySchema.tools.map(({ title }) => title).sort()).toEqual(['car', 'cat', 'dog']);
    expect((await run(files(), wish)).summary).toMatchObject({ tasks: 0, madeBefore: 3, imported: 505, setAside: 1 });
  });

  it('refuses the same import while it is running', async () => {
    const projectId = await project();
    const wish = { projectId, importId: 'twice' };
    const waiting = async function* (): AsyncIterable<SourceFile> {
      await expect(run([], wish)).rejects.toMatchObject({ code: 'conflict', field: 'importId' });
      yield textFile('a.json', images(['a.png']));
    };
    expect((await run(waiting(), wish)).summary.tasks).toBe(1);
  });

  it('leaves tasks where they are wanted, in batches that it makes', async () => {
    const projectId = await project();
    const place = (n: number) => ({
      stageId: ['Start', 'Label', 'Complete'][n] ?? 'Complete',
      batches: n < 2 ? ['early'] : [],
    });
    await run([textFile('a.json', images(['a', 'b', 'c']))], { projectId, place });
    expect((await tasksOf(projectId)).map(({ stage, batches, history }) => [stage, batches, history])).toEqual([
      ['Start', ['early'], 0],
      ['Label', ['early'], 1],
      ['Complete', [], 2],
    ]);
  });

  it('gives its connection back clean, also when it fails', async () => {
    const projectId = await project();
    const failing = async function* (): AsyncIterable<SourceFile> {
      yield textFile('a.json', images(['a.png']));
      throw new Error('the upload broke off');
    };
    for (let i = 0; i < 12; i++) await expect(run(failing(), { projectId })).rejects.toThrow('the upload broke off');
    expect(await tasksOf(projectId)).toEqual([]);
    const rows = await store.dataSource.query<{ n: number }[]>(
      `select count(*)::int as n from pg_class where relname in ('import_records', 'import_assets')`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});
