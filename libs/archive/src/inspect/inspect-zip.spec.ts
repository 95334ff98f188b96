import { Readable } from 'node:stream';
import { crc32 } from '../checksums/crc.js';
import { directoryRecord, endRecords, localHeader } from '../zip/zip-records.js';
import { inspectZip, looksLikeZip } from './inspect-zip.js';

const limits = { entries: 100, plainBytes: 10_000_000_000, ratio: 1000 };
interface Made {
  readonly name: string;
  readonly plainBytes?: number;
  /** Of the local header, instead of where it is. */
  readonly at?: number;
  /** POSIX mode. */
  readonly mode?: number;
}

/** A zip of stored entries without content that says whatever is wanted. */
function zipOf(entries: readonly Made[]): Buffer {
  const data: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, plainBytes = 0, at = offset, mode = 0 } of entries) {
    const facts = { name, plainBytes, plainCrc32: crc32(Buffer.alloc(0)), deflatedBytes: 2 };
    const head = Buffer.concat([localHeader(facts), Buffer.from([3, 0])]);
    const record = directoryRecord(facts, at);
    record.writeUInt32LE((mode << 16) >>> 0, 38);
    data.push(head);
    directory.push(record);
    offset += head.length;
  }
  const bytes = directory.reduce((sum, record) => sum + record.length, 0);
  return Buffer.concat([...data, ...directory, endRecords(entries.length, { offset, bytes })]);
}

const inspect = (zip: Buffer, more: object = {}): Promise<void> =>
  inspectZip(async ({ start, end }) => Readable.from([zip.subarray(start, end + 1)]), zip.length, {
    ...limits,
    ...more,
  });

it('lets an honest archive pass, also an empty one', async () => {
  await inspect(zipOf([{ name: 'labels/a.txt', plainBytes: 100 }, { name: 'data.yaml' }]));
  await inspect(zipOf([]));
  expect(looksLikeZip(zipOf([]))).toBe(true);
  expect(looksLikeZip(Buffer.from('a,b,c'))).toBe(false);
});

it.each<[string, Made[], RegExp]>([
  ['a path that leads out', [{ name: 'a/../../b' }], /'a\/\.\.\/\.\.\/b'|relative path/],
  ['an absolute path', [{ name: '/etc/passwd' }], /absolute/],
  ['a drive', [{ name: 'c:/x' }], /absolute/],
  ['a backslash', [{ name: 'a\\b' }], /name|characters/],
  ['a link', [{ name: 'a', mode: 0o120777 }], /'a' is a link/],
  ['two names that are one on many disks', [{ name: 'A.txt' }, { name: 'a.TXT' }], /'a.TXT' is in it twice/],
  ['entries that share their bytes', [{ name: 'a' }, { name: 'b', at: 0 }], /shares bytes/],
  ['an entry outside', [{ name: 'a', at: 1_000_000 }], /outside/],
])('refuses %s', async (_, entries, words) => {
  await expect(inspect(zipOf(entries))).rejects.toMatchObject({
    code: 'result-unsafe',
    fault: 'plugin',
    message: expect.stringMatching(words) as string,
  });
});

it('refuses too many entries, too much, and what unpacks to a mountain', async () => {
  const three = zipOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  await expect(inspect(three, { entries: 2 })).rejects.toMatchObject({ code: 'result-too-large' });
  const bomb = zipOf([{ name: 'a', plainBytes: 4_000_000_000 }]);
  await expect(inspect(bomb, { plainBytes: 1_000_000_000 })).rejects.toMatchObject({ code: 'result-too-large' });
  await expect(inspect(bomb)).rejects.toMatchObject({ code: 'result-too-large' });
});

it('refuses what is no archive', async () => {
  await expect(inspect(Buffer.from('PK\u0003\u0004 or so'))).rejects.toMatchObject({ code: 'result-unsafe' });
});
