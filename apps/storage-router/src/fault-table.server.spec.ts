import { nameOf, type Cell } from './testing/fault-table/cell.js';
import type { CellStore } from './testing/fault-table/cell-store.js';
import { CellWorld } from './testing/fault-table/cell-world.js';
import { playTable, type TableEnd } from './testing/fault-table/fault-table.js';
import { printed } from './testing/fault-table/figures.js';
import { gcsCells } from './testing/fault-table/gcs-cells.js';
import { gcsStore } from './testing/fault-table/gcs-store.js';
import { s3Cells } from './testing/fault-table/s3-cells.js';
import { s3Store } from './testing/fault-table/s3-store.js';

const lanes = 6;
const stores: [string, CellStore, readonly Cell[]][] = [
  ['S3', s3Store(process.env), s3Cells(process.env['S3_SECRET_ACCESS_KEY'] ?? '')],
  ['Google Cloud Storage', gcsStore(process.env), gcsCells],
];

describe.each(stores)('every call of a delivery to %s, with everything that goes wrong', (_, store, cells) => {
  let world: CellWorld;
  let table: TableEnd;
  beforeAll(async () => {
    world = await CellWorld.open(store, process.env, lanes);
    table = await playTable(world, cells, lanes);
  }, 400_000);
  afterAll(() => world?.close());

  it.each(cells.map((cell): [string, Cell] => [nameOf(cell), cell]))('%s', (_name, cell) => {
    const broken = table.broken.get(cell);
    if (broken) throw broken;
    const end = table.ends.get(cell);
    expect(end).toMatchObject({ ended: cell.ends, finally: isSweep(cell) ? 'cleared' : 'delivered' });
    if (isFailure(cell)) expect(end?.words).toMatch(/\w/);
    if (isTheirs(cell)) expect(end?.remedy).toMatch(/\w/);
    expect(end?.hits).toBeGreaterThan(0);
    expect(end?.sha256?.stored).toBe(end?.sha256?.recorded);
  });

  it('shows no object that is not whole', () => {
    expect(world.watch.looks).toBeGreaterThan(cells.length);
    expect(world.watch.halfVisible).toEqual([]);
  });

  it('leaves no upload behind', async () => {
    expect(await world.uploadsLeft()).toEqual([]);
  });

  it('is told in figures', () => {
    process.stdout.write(`\n${printed(table.ends)}\n`);
    expect(table.ends.size).toBe(cells.length);
  });
});

const isSweep = ({ moment }: Cell): boolean => moment === 'sweep' || moment === 'late object';
const isFailure = ({ ends }: Cell): boolean => !['delivered', 'cleared', 'put aside'].includes(ends);
/** Something that the customer can do something about. */
const isTheirs = (cell: Cell): boolean => isFailure(cell) && !cell.ends.startsWith('staging-');
