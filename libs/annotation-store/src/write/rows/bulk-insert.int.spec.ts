import { startTestDatabase, type TestDatabase } from '@hub/testing';
import fc from 'fast-check';
import { openSampleStore, type SampleStore } from '../../testing/index.js';
import { arrayText, bulkInsert, nextNumbers, type Cell } from './bulk-insert.js';

let database: TestDatabase;
let sample: SampleStore;
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
  await sample.store.dataSource.query(
    'create table annotation_store.bulk (n int, note text, names text[], flag boolean, given text default $$default$$)',
  );
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});

const columns = ['n', 'note', 'names', 'flag'];
const insert = (rows: Cell[][]): Promise<void> =>
  sample.store.dataSource.transaction((manager) => bulkInsert(manager, 'bulk', columns, rows));

it('stores every text as it is, in order, with the defaults of what is not named', async () => {
  const special = fc.constantFrom(
    '\t',
    '\n',
    '\r',
    '\\',
    '\\N',
    '\\.',
    '"',
    "'",
    '{',
    '}',
    ',',
    ' ',
    'NULL',
    'a',
    'ä',
    '😀',
  );
  const text = fc.array(special, { maxLength: 8 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.option(text), fc.array(text), fc.boolean()), { maxLength: 5 }),
      async (list) => {
        await sample.store.dataSource.query('truncate annotation_store.bulk');
        await insert(list.map(([note, names, flag], n) => [n, note, arrayText(names), flag]));
        const stored = await sample.store.dataSource.query(`select * from annotation_store.bulk order by ctid`);
        expect(stored).toEqual(list.map(([note, names, flag], n) => ({ n, note, names, flag, given: 'default' })));
      },
    ),
    { numRuns: 60 },
  );
});

it('stores rows of any length', async () => {
  await sample.store.dataSource.query('truncate annotation_store.bulk');
  const notes = Array.from({ length: 300 }, (_, i) => 'ä'.repeat(i * 50));
  await insert(notes.map((note, n) => [n, note, '{}', null]));
  const stored = await sample.store.dataSource.query<{ note: string }[]>(
    `select note from annotation_store.bulk order by n`,
  );
  expect(stored.map(({ note }) => note)).toEqual(notes);
});

it('fails as Postgres fails, and leaves the transaction to be rolled back', async () => {
  await sample.store.dataSource.query('truncate annotation_store.bulk');
  await expect(
    insert([
      [1, 'x', '{}', true],
      ['no number', 'y', '{}', true],
    ]),
  ).rejects.toThrow('invalid input syntax for type integer');
  await insert([]);
  expect(await sample.store.dataSource.query(`select * from annotation_store.bulk`)).toEqual([]);
});

it('works in a transaction only', async () => {
  await expect(bulkInsert(sample.store.dataSource.manager, 'bulk', columns, [[1, '', '{}', true]])).rejects.toThrow(
    'in a transaction',
  );
});

it('takes numbers from a sequence in ascending order', async () => {
  const first = await nextNumbers(sample.store.dataSource.manager, 'assets', 'seq', 3);
  const [next] = await nextNumbers(sample.store.dataSource.manager, 'assets', 'seq', 1);
  expect([...first, next]).toEqual([0, 1, 2, 3].map((n) => first[0]! + n));
  expect(await nextNumbers(sample.store.dataSource.manager, 'assets', 'seq', 0)).toEqual([]);
});
