import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32, crc32c } from '@hub/archive';
import type { Bucket } from '../object-storage.js';
import { bytesOf, failure, type OpenBucketUnderTest, type StoreTraits } from './bucket-under-test.js';
import { describeLinkContract } from './link-contract.js';
import { describeUploadContract } from './upload-contract.js';

/** What every bucket must do. Keys are below a prefix of the run, so the store may be in use. */
export function describeBucketContract(name: string, open: OpenBucketUnderTest, traits: StoreTraits = {}): void {
  describe(`bucket contract: ${name}`, () => {
    const run = `contract-${randomBytes(6).toString('hex')}`;
    const key = (rest: string): string => `${run}/${rest}`;
    let bucket: Bucket;
    beforeAll(async () => {
      bucket = (await open()).bucket;
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

    describeUploadContract(open, key, traits);
    describeLinkContract(open, key, traits);
  });
}
