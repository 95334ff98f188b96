import fc from 'fast-check';
import { bigintOf, booleanOf, CopyRowParser, intOf, textOf, type Columns, type CopyRow } from './copy-row-parser.js';

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), int32(0), int32(0)]);
const trailer = int16(-1);
const encode = (rows: readonly (Buffer | null)[][]): Buffer =>
  Buffer.concat([
    header,
    ...rows.flatMap((row) => [
      int16(row.length),
      ...row.flatMap((column) => (column ? [int32(column.length), column] : [int32(-1)])),
    ]),
    trailer,
  ]);

function parseRows(chunks: Buffer[]): CopyRow[] {
  const parser = new CopyRowParser();
  const rows = chunks.flatMap((chunk) => parser.push(chunk));
  parser.finish();
  return rows;
}
const parse = (chunks: Buffer[]): Columns[] => parseRows(chunks).map((row) => row.columns);

const sample = [[Buffer.from('ä'), null, Buffer.from('')], [Buffer.alloc(300, 7)], []];

it('reads the same rows wherever the bytes are cut in two', () => {
  const bytes = encode(sample);
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(parse([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(sample);
});

it('reads the same rows byte by byte', () => {
  expect(parse([...encode(sample)].map((byte) => Buffer.from([byte])))).toEqual(sample);
});

it('reads any rows from any chunks', () => {
  const column = fc.option(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
  fc.assert(
    fc.property(fc.array(fc.array(column, { maxLength: 4 })), fc.array(fc.nat(400)), (rows, cuts) => {
      const bytes = encode(rows);
      const borders = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      expect(parse(borders.slice(1).map((end, i) => bytes.subarray(borders[i], end)))).toEqual(rows);
    }),
  );
});

it('joins a large row once, however many chunks it comes in', () => {
  const large = Buffer.alloc(8 << 20, 1);
  const bytes = encode([[large]]);
  const concat = jest.spyOn(Buffer, 'concat');
  const chunks = Array.from({ length: Math.ceil(bytes.length / 16_384) }, (_, i) =>
    bytes.subarray(i * 16_384, (i + 1) * 16_384),
  );
  expect(parse(chunks)[0]![0]!.equals(large)).toBe(true);
  expect(concat.mock.calls.length).toBeLessThan(3);
  concat.mockRestore();
});

it('joins no more than the row that spans two chunks', () => {
  const row = [Buffer.from('a'), Buffer.alloc(4000, 1)];
  const bytes = encode(Array.from({ length: 100 }, () => row));
  const concat = jest.spyOn(Buffer, 'concat');
  const cut = 65_536;
  expect(parse([bytes.subarray(0, cut), bytes.subarray(cut, 2 * cut), bytes.subarray(2 * cut)])).toHaveLength(100);
  for (const [, joined] of concat.mock.calls) expect(joined).toBeLessThanOrEqual(4015);
  concat.mockRestore();
});

it('reads single columns of a row', () => {
  const [big, negative] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeBigInt64BE(2n ** 52n + 5n);
  negative.writeBigInt64BE(-3n);
  const [row] = parseRows([encode([[Buffer.from('ä'), null, int32(-5), big, negative]])]);
  expect([row?.text(0), row?.text(1), row?.int(2), row?.bigint(3), row?.bigint(4)]).toEqual([
    'ä',
    '',
    -5,
    2 ** 52 + 5,
    -3,
  ]);
  expect([row?.isNull(0), row?.isNull(1), row?.column(1)]).toEqual([false, true, null]);
  expect([row?.equals(0, Buffer.from('ä')), row?.equals(0, Buffer.from('a')), row?.equals(1, Buffer.alloc(0))]).toEqual(
    [true, false, false],
  );
});

it('refuses a result that ends before its trailer, and what is no COPY', () => {
  expect(() => parse([encode(sample).subarray(0, -1)])).toThrow('before its trailer');
  expect(() => parse([header])).toThrow('before its trailer');
  expect(() => parse([Buffer.from('something else altogether')])).toThrow('Not a binary COPY');
});

it('reads the types of the queries', () => {
  const big = Buffer.alloc(8);
  big.writeBigInt64BE(2n ** 40n);
  expect([
    textOf(Buffer.from('ä')),
    textOf(null),
    intOf(int32(-5)),
    bigintOf(big),
    booleanOf(Buffer.from([1])),
    booleanOf(null),
  ]).toEqual(['ä', '', -5, 2 ** 40, true, false]);
});
