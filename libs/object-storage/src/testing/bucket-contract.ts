import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32, crc32c } from '@hub/archive';
import type { Bucket } from '../object-storage.js';

export interface BucketUnderTest {
  readonly bucket: Bucket;
  /** Parts as small as the store allows. */
  readonly partBytes: number;
  /** Fetches a signed link; absent where a service has to answer it. */
  readonly fetchLink?: (url: string, init?: RequestInit) => Promise<Response>;
}

const bytesOf = async (stream: Readable): Promise<Buffer> => Buffer.concat((await stream.toArray()) as Buffer[]);
const failure = (code: string): object => expect.objectContaining({ name: 'Failure', code });

/** What every bucket must do. Keys are below a prefix of the run, so the store may be in use. */
export function describeBucketContract(name: string, open: () => Promise<BucketUnderTest>): void {
  describe(`bucket contract: ${name}`, () => {
    const run = `contract-${randomBytes(6).toString('hex')}`;
    const key = (rest: string): string => `${run}/${rest}`;
    let bucket: Bucket;
    let tested: BucketUnderTest;
    beforeAll(async () => {
      tested = await open();
      bucket = tested.bucket;
    });

    describe('objects', () => {
      it('gives back what was put, with facts', async () => {
        const body = randomBytes(100_000);
        const put = await bucket.put(key('plain.bin'), body, {
          contentType: 'application/x-test',
          metadata: { mark: 'yes' },
        });
        expect(put).toMatchObject({ key: key('plain.bin'), bytes: body.length });
        expect(await bytesOf(await bucket.get(key('plain.bin')))).toEqual(body);
        const head = await bucket.head(key('plain.bin'));
        expect(head).toMatchObject({ bytes: body.length, metadata: { mark: 'yes' } });
        if (head?.crc32c !== undefined) expect(head.crc32c).toBe(crc32c(body));
        if (head?.crc32 !== undefined) expect(head.crc32).toBe(crc32(body));
      });

      it('keeps an empty object', async () => {
        await bucket.put(key('empty'), Buffer.alloc(0));
        expect(await bytesOf(await bucket.get(key('empty')))).toHaveLength(0);
        expect(await bucket.head(key('empty'))).toMatchObject({ bytes: 0 });
      });

      it('overwrites, unless asked not to', async () => {
        await bucket.put(key('twice'), Buffer.from('one'));
        await bucket.put(key('twice'), Buffer.from('two!'), { metadata: { version: '2' } });
        await expect(bucket.put(key('twice'), Buffer.from('three'), { ifAbsent: true })).rejects.toEqual(
          failure('object-exists'),
        );
        expect((await bytesOf(await bucket.get(key('twice')))).toString()).toBe('two!');
        expect(await bucket.head(key('twice'))).toMatchObject({ bytes: 4, metadata: { version: '2' } });
      });

      it('lets exactly one of many create a key', async () => {
        const tries = await Promise.allSettled(
          Array.from({ length: 8 }, (_, n) =>
            bucket.put(key('race'), Buffer.from(`writer ${n}`), { ifAbsent: true, metadata: { writer: `${n}` } }),
          ),
        );
        const winners = tries.flatMap((result, n) => (result.status === 'fulfilled' ? [n] : []));
        expect(winners).toHaveLength(1);
        expect((await bytesOf(await bucket.get(key('race')))).toString()).toBe(`writer ${winners[0]}`);
        expect(await bucket.head(key('race'))).toMatchObject({ metadata: { writer: `${winners[0]}` } });
      });

      it('says what is missing', async () => {
        expect(await bucket.head(key('nowhere'))).toBeNull();
        await expect(bucket.get(key('nowhere'))).rejects.toEqual(failure('object-missing'));
        await expect(bucket.delete(key('nowhere'))).resolves.toBeUndefined();
      });

      it('deletes', async () => {
        await bucket.put(key('gone/soon'), Buffer.from('x'), { metadata: { old: 'mark' } });
        await bucket.delete(key('gone/soon'));
        expect(await bucket.head(key('gone/soon'))).toBeNull();
        await bucket.put(key('gone/soon'), Buffer.from('x'));
        expect(await bucket.head(key('gone/soon'))).toMatchObject({ metadata: {} });
      });

      it('keeps keys with any letter', async () => {
        const odd = key('Übung 1%2F#?&+ü/数据 “a”, (b)*.json');
        await bucket.put(odd, Buffer.from('odd'));
        expect((await bytesOf(await bucket.get(odd))).toString()).toBe('odd');
        const listed: string[] = [];
        for await (const facts of bucket.list(key('Übung'))) listed.push(facts.key);
        expect(listed).toEqual([odd]);
      });

      it.each(['', '/a', 'a/', 'a//b', 'a/../b', './a', 'a\\b', 'a\nb', 'a\u0000b', 'x'.repeat(1025), '\ud800'])(
        'refuses the key %j',
        async (bad) => {
          await expect(bucket.put(bad, Buffer.from('x'))).rejects.toEqual(failure('bad-key'));
          await expect(bucket.get(bad)).rejects.toEqual(failure('bad-key'));
        },
      );
    });

    describe('streams and ranges', () => {
      const body = randomBytes(3 * 1024 * 1024 + 17);

      it('puts a stream of unknown length', async () => {
        const chunks = Array.from({ length: 40 }, (_, n) => body.subarray(n * 80_000, (n + 1) * 80_000));
        const facts = await bucket.putStream(key('stream'), Readable.from(chunks), { metadata: { from: 'stream' } });
        expect(facts).toMatchObject({ bytes: body.length });
        expect((await bytesOf(await bucket.get(key('stream')))).equals(body)).toBe(true);
        expect(await bucket.head(key('stream'))).toMatchObject({ bytes: body.length, metadata: { from: 'stream' } });
      });

      it('shows nothing when the stream breaks', async () => {
        async function* broken(): AsyncGenerator<Buffer> {
          yield body.subarray(0, 100_000);
          throw new Error('source broke');
        }
        await expect(bucket.putStream(key('broken'), Readable.from(broken()))).rejects.toThrow('source broke');
        expect(await bucket.head(key('broken'))).toBeNull();
      });

      it('stops writing when asked to', async () => {
        const stop = new AbortController();
        async function* endless(): AsyncGenerator<Buffer> {
          for (let chunks = 0; ; chunks++) {
            if (chunks === 12) stop.abort();
            await new Promise((resolve) => setImmediate(resolve));
            yield Buffer.alloc(1024 * 1024);
          }
        }
        const { signal } = stop;
        await expect(bucket.putStream(key('endless'), Readable.from(endless()), { signal })).rejects.toEqual(
          failure('aborted'),
        );
        await expect(bucket.put(key('endless'), body.subarray(0, 1000), { signal })).rejects.toEqual(
          failure('aborted'),
        );
        expect(await bucket.head(key('endless'))).toBeNull();
      });

      it('reads ranges, cut at the end, refused beyond it', async () => {
        await bucket.put(key('range'), body.subarray(0, 1000));
        expect(await bytesOf(await bucket.get(key('range'), { start: 10, end: 19 }))).toEqual(body.subarray(10, 20));
        expect(await bytesOf(await bucket.get(key('range'), { start: 990, end: 5000 }))).toEqual(
          body.subarray(990, 1000),
        );
        await expect(bucket.get(key('range'), { start: 1000, end: 1001 })).rejects.toEqual(failure('bad-range'));
      });

      it('stops reading when asked to', async () => {
        await bucket.putStream(key('long'), Readable.from([body]));
        const stop = new AbortController();
        const stream = await bucket.get(key('long'), undefined, stop.signal);
        stop.abort();
        await expect(stream.toArray()).rejects.toEqual(failure('aborted'));
      });
    });

    it('lists by prefix, in order', async () => {
      const keys = ['list/a', 'list/b/1', 'list/b/2', 'list/bc'].map(key);
      for (const each of [...keys].reverse()) await bucket.put(each, Buffer.from('x'));
      const listed = async (prefix: string): Promise<string[]> => {
        const found: string[] = [];
        for await (const facts of bucket.list(prefix)) found.push(facts.key);
        return found;
      };
      expect(await listed(key('list/'))).toEqual(keys);
      expect(await listed(key('list/b'))).toEqual(keys.slice(1));
      expect(await listed(key('list/b/'))).toEqual(keys.slice(1, 3));
      expect(await listed(key('list/z'))).toEqual([]);
    });

    describe('uploads in parts', () => {
      const upload = async (to: string, parts: readonly Buffer[], metadata?: Record<string, string>) => {
        const whole = Buffer.concat(parts);
        const uploadId = await bucket.uploads.begin(to, {
          metadata,
          contentType: 'application/zip',
          expected: { bytes: whole.length, crc32c: crc32c(whole) },
        });
        const spots = parts.map((_, n) => ({
          number: n + 1,
          offset: n * tested.partBytes,
          last: n === parts.length - 1,
        }));
        const uploaded = await Promise.all(
          parts.map((part, n) => bucket.uploads.uploadPart(to, uploadId, spots[n]!, part)),
        );
        return { uploadId, uploaded };
      };
      const parts = (): Buffer[] => [randomBytes(tested.partBytes), randomBytes(tested.partBytes), randomBytes(1234)];

      it('shows nothing until completed, then all of it', async () => {
        const content = parts();
        const { uploadId, uploaded } = await upload(key('multi'), content, { export: 'e1' });
        expect(await bucket.head(key('multi'))).toBeNull();
        const whole = Buffer.concat(content);
        expect(await bucket.uploads.complete(key('multi'), uploadId, uploaded, { ifAbsent: true })).toMatchObject({
          bytes: whole.length,
        });
        expect((await bytesOf(await bucket.get(key('multi')))).equals(whole)).toBe(true);
        const head = await bucket.head(key('multi'));
        expect(head).toMatchObject({ bytes: whole.length, metadata: { export: 'e1' } });
        if (head?.crc32c !== undefined) expect(head.crc32c).toBe(crc32c(whole));
      });

      it('takes a part again', async () => {
        const content = parts();
        const { uploadId, uploaded } = await upload(key('again'), content);
        const second = await bucket.uploads.uploadPart(
          key('again'),
          uploadId,
          { number: 2, offset: tested.partBytes, last: false },
          content[1]!,
        );
        await bucket.uploads.complete(key('again'), uploadId, [uploaded[0]!, second, uploaded[2]!]);
        expect((await bytesOf(await bucket.get(key('again')))).equals(Buffer.concat(content))).toBe(true);
      });

      it('never replaces an object when asked not to', async () => {
        await bucket.put(key('taken'), Buffer.from('first'));
        const { uploadId, uploaded } = await upload(key('taken'), parts());
        await expect(bucket.uploads.complete(key('taken'), uploadId, uploaded, { ifAbsent: true })).rejects.toEqual(
          failure('object-exists'),
        );
        expect((await bytesOf(await bucket.get(key('taken')))).toString()).toBe('first');
        await bucket.uploads.abort(key('taken'), uploadId);
      });

      it('answers again or shows a lost answer as upload-missing or object-exists', async () => {
        const { uploadId, uploaded } = await upload(key('lost'), parts());
        const first = await bucket.uploads.complete(key('lost'), uploadId, uploaded, { ifAbsent: true });
        const again = await bucket.uploads.complete(key('lost'), uploadId, uploaded, { ifAbsent: true }).then(
          (facts) => (facts.bytes === first.bytes ? 'the same' : 'another'),
          (error: { code?: string }) => error.code,
        );
        expect(['the same', 'upload-missing', 'object-exists']).toContain(again);
        expect(await bucket.head(key('lost'))).toMatchObject({ bytes: first.bytes });
      });

      it('lists what is unfinished, until aborted', async () => {
        const { uploadId, uploaded } = await upload(key('unfinished/x'), parts());
        const unfinished = async (): Promise<string[]> => {
          const found: string[] = [];
          for await (const each of bucket.uploads.unfinished(key('unfinished/'))) found.push(each.uploadId);
          return found;
        };
        expect(await unfinished()).toEqual([uploadId]);
        await bucket.uploads.abort(key('unfinished/x'), uploadId);
        await expect(bucket.uploads.abort(key('unfinished/x'), uploadId)).resolves.toBeUndefined();
        expect(await unfinished()).toEqual([]);
        await expect(
          bucket.uploads.uploadPart(
            key('unfinished/x'),
            uploadId,
            { number: 1, offset: 0, last: false },
            Buffer.from('x'),
          ),
        ).rejects.toEqual(failure('upload-missing'));
        await expect(bucket.uploads.complete(key('unfinished/x'), uploadId, uploaded)).rejects.toEqual(
          failure('upload-missing'),
        );
      });
    });

    describe('links', () => {
      it('signs an absolute ASCII address that expires', async () => {
        await bucket.put(key('link ü'), Buffer.from('x'));
        const before = Date.now();
        const { url, expiresAt } = await bucket.links.signDownload(key('link ü'), {
          expiresIn: 60,
          fileName: 'Übung "1".zip',
        });
        expect(url).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
        expect(new URL(url).href).toBe(url);
        expect(Math.abs(expiresAt.getTime() - before - 60_000)).toBeLessThan(5_000);
        for (const name of ['name', 'url', 'project', 'type', 'storageId'])
          expect(new URL(url).searchParams.has(name)).toBe(false);
      });

      it('lets its bearer download, in ranges, under a name', async () => {
        if (!tested.fetchLink) return;
        await bucket.put(key('download.zip'), Buffer.from('0123456789'));
        const { url } = await bucket.links.signDownload(key('download.zip'), {
          expiresIn: 60,
          fileName: 'Übung "1".zip',
          contentType: 'application/zip',
        });
        const whole = await tested.fetchLink(url);
        expect(await whole.text()).toBe('0123456789');
        expect(whole.headers.get('content-disposition')).toContain("filename*=UTF-8''%C3%9Cbung%20%221%22.zip");
        const range = await tested.fetchLink(url, { headers: { range: 'bytes=2-4' } });
        expect([range.status, await range.text()]).toEqual([206, '234']);
        expect((await tested.fetchLink(url.replace('download.zip', 'plain.bin'))).status).toBe(403);
      });
    });
  });
}
