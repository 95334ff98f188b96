import fc from 'fast-check';
import { Failure } from '@hub/failures';
import { MemoryBlobs } from '../testing/memory-blobs.js';
import { handmadeZip, type HandmadeEntry } from '../testing/handmade-zip.js';
import { describeArchive } from '../layout/archive-layout.js';
import { streamArchive } from '../layout/stream-archive.js';
import { inspectZip, looksLikeZip } from './inspect-zip.js';
import { zipLimits } from './zip-limits.js';

async function inspected(zip: Buffer, limits = zipLimits): Promise<{ entries: number }> {
  const blobs = new MemoryBlobs();
  await blobs.put('result', zip);
  return inspectZip({ key: 'result', bytes: zip.length }, blobs.open, limits);
}

const refusalOf = (entries: HandmadeEntry[], limits = zipLimits): Promise<Failure> =>
  inspected(handmadeZip(entries), limits).then(
    () => Promise.reject(new Error('was taken')),
    (error: Failure) => error,
  );

describe('an archive of somebody else', () => {
  it('is taken when it is an ordinary one: folders, capitals of folders, any script', async () => {
    const entries = [
      { name: 'labels/' },
      { name: 'labels/a.txt' },
      { name: 'Labels/b.txt' },
      { name: 'bilder/größe 1.png' },
    ];
    expect(await inspected(handmadeZip(entries))).toEqual({ entries: 4 });
    expect(await inspected(handmadeZip([]))).toEqual({ entries: 0 });
  });

  it('is taken when it is one of ours, with an entry that was cut into segments', async () => {
    const blobs = new MemoryBlobs();
    const plains = Array.from({ length: 40 }, (_, n) => Buffer.from(`{"n":${n}}`));
    const descriptor = {
      version: 1 as const,
      members: [
        await blobs.file('data.json', plains, ',\n'),
        await blobs.packed([{ name: 'a.txt', plain: Buffer.alloc(9) }]),
      ],
      content: null,
    };
    const chunks: Buffer[] = [];
    for await (const chunk of streamArchive(describeArchive(descriptor), blobs.open)) chunks.push(chunk);
    expect(await inspected(Buffer.concat(chunks))).toEqual({ entries: 2 });
  });

  it.each<[string, HandmadeEntry]>([
    ['leads out', { name: '../../etc/passwd' }],
    ['leads out in the middle', { name: 'a/../../b' }],
    ['is absolute', { name: '/etc/passwd' }],
    ['is absolute on Windows', { name: 'C:/windows/a.dll' }],
    ['has backslashes', { name: '..\\..\\a.txt' }],
    ['has a NUL', { name: 'a.txt\0.png' }],
    ['has a line end', { name: 'a\nb.txt' }],
    ['has no name', { name: '' }],
    ['is a symbolic link', { name: 'link', mode: 0o120777 }],
    ['is a device', { name: 'null', mode: 0o020666 }],
    ['hides another name in its extra field', { name: 'a.txt', unicodePath: '../a.txt' }],
    ['has a safe name in its extra field only', { name: '../a.txt', unicodePath: 'a.txt' }],
    ['is stored and declares less', { name: 'a', stored: Buffer.alloc(5000), method: 0, declaredBytes: 1 }],
    ['declares more than deflate can hold', { name: 'a', stored: Buffer.alloc(10), method: 8, declaredBytes: 50_000 }],
    ['declares less than it holds', { name: 'a', stored: Buffer.alloc(90_000), method: 8, declaredBytes: 1 }],
  ])('is refused when an entry %s', async (_, entry) => {
    const failure = await refusalOf([{ name: 'good.txt' }, entry]);
    expect(failure).toMatchObject({ code: 'result-unsafe', fault: 'plugin' });
    expect(failure.message).toMatch(/^The archive was refused: its entry "/);
  });

  it.each<[string, string[], string]>([
    ['twice', ['a.txt', 'b', 'a.txt'], '"a.txt" is there twice'],
    ['in other capitals', ['Read.me', 'READ.ME'], '"READ.ME" has the name of "Read.me"'],
    ['in another spelling', ['\u00e4', 'a\u0308'], 'has the name of'],
    ['as file and folder', ['a', 'A/b.txt'], '"a" is a file and a folder'],
  ])('is refused when a name is there %s', async (_, names, words) => {
    const failure = await refusalOf(names.map((name) => ({ name })));
    expect(failure).toMatchObject({ code: 'result-unsafe' });
    expect(failure.message).toContain(words);
  });

  it('is refused when entries share their bytes', async () => {
    const shared = { stored: Buffer.alloc(4000), method: 0 };
    const failure = await refusalOf([
      { name: 'a', ...shared },
      { name: 'b', ...shared, at: 10 },
    ]);
    expect(failure.message).toContain('"b" uses the same bytes as "a"');
  });

  it('is refused when its data reaches into the directory', async () => {
    const zip = handmadeZip([{ name: 'a', stored: Buffer.alloc(10), method: 0, packedBytes: 500, declaredBytes: 500 }]);
    await expect(inspected(zip)).rejects.toMatchObject({ code: 'result-unsafe' });
  });

  it('is refused when it has too many entries, or is too large unpacked', async () => {
    const many = Array.from({ length: 11 }, (_, n) => ({ name: `${n}` }));
    expect(await refusalOf(many, { ...zipLimits, entries: 10 })).toMatchObject({ code: 'result-too-large' });
    const big = [{ name: 'a', stored: Buffer.alloc(1000), method: 8, declaredBytes: 900_000 }];
    expect(await refusalOf(big, { ...zipLimits, plainBytes: 800_000 })).toMatchObject({ code: 'result-too-large' });
    expect(await refusalOf(big, { ...zipLimits, ratioFrom: 1000 })).toMatchObject({ code: 'result-too-large' });
    expect(await inspected(handmadeZip(big))).toEqual({ entries: 1 });
  });

  it('never gets through by broken bytes: it is taken or refused, and no other error comes', async () => {
    const zip = handmadeZip([
      { name: 'a.txt' },
      { name: 'dir/b.txt', mode: 0o100644 },
      { name: 'c', unicodePath: 'c' },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: zip.length - 1 }),
        fc.nat({ max: 255 }),
        fc.nat({ max: zip.length }),
        async (at, byte, end) => {
          const broken = Buffer.from(zip);
          broken[at] = byte;
          for (const bytes of [broken, broken.subarray(0, end)]) {
            const code = await inspected(bytes).then(
              () => 'taken',
              (error: unknown) => (error instanceof Failure ? error.code : String(error)),
            );
            expect(['taken', 'result-unsafe', 'result-too-large']).toContain(code);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps what the store says', async () => {
    const missing = new Failure('object-missing', 'user', 'gone');
    await expect(inspectZip({ key: 'a', bytes: 100 }, () => Promise.reject(missing))).rejects.toBe(missing);
  });
});

it('knows a zip by its name or its first bytes', () => {
  expect(looksLikeZip('a.ZIP', Buffer.alloc(0))).toBe(true);
  expect(looksLikeZip('a.xlsx', handmadeZip([{ name: 'a' }]))).toBe(true);
  expect(looksLikeZip('a.csv', Buffer.from('PK,key'))).toBe(false);
});
