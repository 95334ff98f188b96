import { startTestGcs, startTestS3, type TestStore } from '@hub/testing';
import { nameOf, type Cell } from './testing/fault-table/cell.js';
import type { CellStore } from './testing/fault-table/cell-store.js';
import { CellWorld } from './testing/fault-table/cell-world.js';
import { playTable, type TableEnd } from './testing/fault-table/fault-table.js';
import { figuresOf, printed } from './testing/fault-table/figures.js';
import { gcsCells } from './testing/fault-table/gcs-cells.js';
import { gcsStore } from './testing/fault-table/gcs-store.js';
import { s3Cells } from './testing/fault-table/s3-cells.js';
import { s3Store } from './testing/fault-table/s3-store.js';

const lanes = 6;
const stores: [string, (environment: NodeJS.ProcessEnv) => CellStore, readonly Cell[]][] = [
  ['S3', s3Store, s3Cells(process.env['S3_SECRET_ACCESS_KEY'] ?? 'test-secret')],
  ['Google Cloud Storage', gcsStore, gcsCells],
];

describe.each(stores)('every call of a delivery to %s, with everything that goes wrong', (_, storeOf, cells) => {
  let servers: TestStore[] = [];
  let world: CellWorld;
  let table: TableEnd;
  beforeAll(async () => {
    servers = [await startTestS3(), await startTestGcs()];
    const environment: NodeJS.ProcessEnv = Object.assign({}, ...servers.map((server) => server.environment));
    world = await CellWorld.open(storeOf(environment), environment, lanes);
    table = await playTable(world, cells, lanes);
  }, 400_000);
  afterAll(async () => {
    await world?.close();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it.each(cells.map((cell): [string, Cell] => [nameOf(cell), cell]))('%s', (_name, cell) => {
    const broken = table.broken.get(cell);
    if (broken) throw broken;
    const end = table.ends.get(cell);
    expect(end).toMatchObject({ ended: cell.ends, finally: isSweep(cell) ? 'cleared' : 'delivered' });
    if (isFailure(cell)) expect(end?.words).toMatch(/\w/);
    if (isTheirs(cell)) expect(end?.remedy).toMatch(/\w/);
    expect(end?.hits).toBeGreaterThan(0);
    if (cell.moment !== 'late object') expect(end?.sha256?.stored).toMatch(/^[0-9a-f]{64}$/);
    expect(end?.sha256?.stored).toBe(end?.sha256?.recorded);
  });

  it('shows no object that is not whole', () => {
    expect(world.watch.looks).toBeGreaterThan(cells.length);
    expect(world.watch.halfVisible).toEqual([]);
  });

  it('leaves no upload behind', async () => {
    expect(await world.uploadsLeft()).toEqual([]);
  });

  it('is told in figures', async () => {
    const { looks, halfVisible } = world.watch;
    const left = (await world.uploadsLeft()).length;
    process.stdout.write(
      `\n${printed(table.ends)}\n\nhalf-visible objects: ${halfVisible.length} in ${looks} looks; orphaned uploads: ${left}\n`,
    );
    const all = figuresOf(table.ends).get('all');
    expect(all).toEqual({
      cells: cells.length,
      delivered: cells.filter(({ ends }) => ends === 'delivered').length,
      afterRetry: cells.filter(isFailure).length,
      cleared: cells.filter(({ ends }) => ends === 'cleared').length,
      clearedLater: cells.filter(({ ends }) => ends === 'put aside').length,
    });
  });
});

const isSweep = ({ moment }: Cell): boolean => moment === 'sweep' || moment === 'late object';
const isFailure = ({ ends }: Cell): boolean => !['delivered', 'cleared', 'put aside'].includes(ends);
/** Something that the customer can do something about. */
const isTheirs = (cell: Cell): boolean => isFailure(cell) && !cell.ends.startsWith('staging-');
