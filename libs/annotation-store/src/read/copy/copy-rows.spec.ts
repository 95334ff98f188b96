import fc from 'fast-check';
import { bigintOf, booleanOf, intOf, textOf, type Columns, type CopyRow } from './copy-row.js';
import { PassThrough } from 'node:stream';
import type { Connection } from 'pg';
import { CopyOut } from './copy-out.js';
import { CopyRows } from './copy-rows.js';

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
const message = (code: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(code), int32(4 + body.length), body]);
const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), int32(0), int32(0)]);
const trailer = int16(-1);
const encodeRow = (row: readonly (Buffer | null)[]): Buffer =>
  Buffer.concat([
    int16(row.length),
    ...row.flatMap((column) => (column ? [int32(column.length), column] : [int32(-1)])),
  ]);
const done = Buffer.concat([
  message('c', Buffer.alloc(0)),
  message('C', Buffer.from('COPY 2\0')),
  message('Z', Buffer.from('I')),
]);

/** As Postgres sends them: the header before the first row, in its message. */
function encode(rows: readonly (Buffer | null)[][]): Buffer {
  const bodies = [...rows.map(encodeRow), trailer].map((body, n) => (n === 0 ? Buffer.concat([header, body]) : body));
  return Buffer.concat([message('H', Buffer.from([1, 0, 0])), ...bodies.map((body) => message('d', body)), done]);
}

interface Parsed {
  readonly rows: CopyRow[];
  readonly others: Buffer[];
  readonly rest: Buffer;
}

function parse(chunks: readonly Buffer[]): Parsed {
  const others: Buffer[] = [];
  const rows: CopyRow[] = [];
  const reader = new CopyRows((other) => void others.push(other));
  const rest: Buffer[] = [];
  for (const chunk of chunks) {
    if (reader.rest) {
      rest.push(chunk);
      continue;
    }
    // as a socket that reads into one buffer: what was read before is gone
    const lent = Buffer.from(chunk);
    reader.push(lent);
    while (reader.next()) rows.push(reader.keep());
    if (reader.rest) rest.push(Buffer.from(reader.rest));
    lent.fill(0);
  }
  reader.finish();
  return { rows, others, rest: Buffer.concat(rest) };
}
const columnsOf = (chunks: readonly Buffer[]): Columns[] => parse(chunks).rows.map((row) => row.columns);
const cutAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const borders = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((end, i) => bytes.subarray(borders[i], end));
};

const sample = [[Buffer.from('ä'), null, Buffer.from('')], [Buffer.alloc(300, 7)], []];

it('reads the same rows wherever the bytes are cut in two', () => {
  const bytes = encode(sample);
  for (let cut = 0; cut <= bytes.length - done.length; cut++) {
    const { rows, rest } = parse(cutAt(bytes, [cut]));
    expect(rows.map((row) => row.columns)).toEqual(sample);
    expect(rest.equals(done)).toBe(true);
  }
});

it('reads the same rows byte by byte', () => {
  const bytes = encode(sample);
  expect(columnsOf([...bytes].map((byte) => Buffer.from([byte])))).toEqual(sample);
});

it('reads any rows from any chunks, and leaves what follows to the client', () => {
  const column = fc.option(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
  fc.assert(
    fc.property(fc.array(fc.array(column, { maxLength: 4 })), fc.array(fc.nat(400)), (rows, cuts) => {
      const bytes = encode(rows);
      const parsed = parse(
        cutAt(
          bytes,
          cuts.filter((cut) => cut <= bytes.length - done.length),
        ),
      );
      expect(parsed.rows.map((row) => row.columns)).toEqual(rows);
      expect(parsed.rest.equals(done)).toBe(true);
    }),
  );
});

it('gives the client the notices that come in between, whole', () => {
  const notice = message('N', Buffer.from('SNOTICE\0\0'));
  const bytes = encode(sample);
  const first = 8 + 5;
  const end = first + bytes.readUInt32BE(9) - 4;
  const noticed = Buffer.concat([bytes.subarray(0, end), notice, bytes.subarray(end)]);
  for (let cut = end; cut <= end + notice.length; cut++) {
    const { rows, others } = parse(cutAt(noticed, [cut]));
    expect(rows.map((row) => row.columns)).toEqual(sample);
    expect(others.map((other) => other.toString())).toEqual([notice.toString()]);
  }
});

it('joins a large row once, however many chunks it comes in', () => {
  const large = Buffer.alloc(8 << 20, 1);
  const chunks = cutAt(
    encode([[large]]),
    Array.from({ length: 512 }, (_, i) => i * 16_384),
  );
  const allocated = jest.spyOn(Buffer, 'allocUnsafe');
  const reader = new CopyRows();
  for (const chunk of chunks) {
    reader.push(chunk);
    if (reader.next()) expect(reader.column(0)!.equals(large)).toBe(true);
  }
  expect(allocated.mock.calls.filter(([size]) => size > 16_384)).toHaveLength(1);
  allocated.mockRestore();
});

it('reads single columns of a row, and keeps one', () => {
  const [big, negative] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeBigInt64BE(2n ** 52n + 5n);
  negative.writeBigInt64BE(-3n);
  const [row] = parse([encode([[Buffer.from('ä'), null, int32(-5), big, negative]])]).rows;
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
  const [allNull] = parse([encode([[null, null]])]).rows;
  expect(allNull?.columns).toEqual([null, null]);
});

it('refuses a result that ends before its trailer, and what is no COPY', () => {
  const whole = encode(sample);
  const end = whole.length - done.length - 7;
  expect(() => parse([Buffer.concat([whole.subarray(0, end), done])])).toThrow('before its trailer');
  expect(() => parse([message('d', Buffer.from('something else altogether'))])).toThrow('Not a binary COPY');
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

it.each([
  [2, undefined],
  [3, 'Postgres sent 3 rows, but 2 were read'],
])('compares the rows with what Postgres says it sent: %s', async (sent, complaint) => {
  const stream = new PassThrough();
  stream.on('data', () => undefined);
  const copy = new CopyOut('copy (select 1) to stdout (format binary)');
  copy.submit({ stream, query: () => undefined } as unknown as Connection);
  stream.write(encode([[Buffer.from('a')], [Buffer.from('b')]]));
  expect(await copy.more()).toBe(true);
  while (copy.rows.next());
  const ending = copy.more();
  copy.handleCommandComplete({ text: `COPY ${sent}` });
  copy.handleReadyForQuery();
  expect(await ending).toBe(false);
  if (complaint) expect(() => copy.finish()).toThrow(complaint);
  else expect(() => copy.finish()).not.toThrow();
});
