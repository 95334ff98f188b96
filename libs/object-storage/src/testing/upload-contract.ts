import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32c } from '@hub/archive';
import type { Bucket, UploadOptions, UploadPart } from '../object-storage.js';
import { inFlight } from '../parts/in-flight.js';
import {
  bytesOf,
  failure,
  unless,
  type BucketUnderTest,
  type Gap,
  type KeyOf,
  type OpenBucketUnderTest,
  type StoreTraits,
} from './bucket-under-test.js';

/** Uploads in parts: what a delivery relies on when processes are killed and answers are lost. */
export function describeUploadContract(open: OpenBucketUnderTest, key: KeyOf, traits: StoreTraits): void {
  const lacks = (gap: Gap): boolean => traits.gaps?.includes(gap) ?? false;

  describe('uploads in parts', () => {
    let tested: BucketUnderTest;
    let bucket: Bucket;
    beforeAll(async () => {
      tested = await open();
      bucket = tested.bucket;
    });
    const parts = (): Buffer[] => [randomBytes(tested.partBytes), randomBytes(tested.partBytes), randomBytes(1234)];
    const begin = (to: string, content: readonly Buffer[], options: UploadOptions = {}): Promise<string> => {
      const whole = Buffer.concat(content);
      const expected = { bytes: whole.length, crc32c: crc32c(whole) };
      return bucket.uploads.begin(to, { contentType: 'application/zip', expected, ...options });
    };
    /** Sends the parts of these numbers, in the store's width. */
    const send = (
      to: string,
      uploadId: string,
      content: readonly Buffer[],
      numbers: readonly number[] = content.map((_, n) => n + 1),
      by = bucket,
    ): Promise<UploadPart[]> =>
      inFlight(Readable.from(numbers), by.uploads.partsInFlight, (number: number) => {
        const spot = { number, offset: (number - 1) * tested.partBytes, last: number === content.length };
        return by.uploads.uploadPart(to, uploadId, spot, content[number - 1]!);
      });

    it('shows nothing until the last part or its completion, then all of it', async () => {
      const content = parts();
      const uploadId = await begin(key('multi'), content, { metadata: { export: 'e1' }, ifAbsent: true });
      const uploaded = await send(key('multi'), uploadId, content, [1, 2]);
      expect(await bucket.head(key('multi'))).toBeNull();
      uploaded.push(...(await send(key('multi'), uploadId, content, [3])));
      if (bucket.uploads.partsInFlight > 1) expect(await bucket.head(key('multi'))).toBeNull();
      const whole = Buffer.concat(content);
      expect(await bucket.uploads.complete(key('multi'), uploadId, uploaded, { ifAbsent: true })).toMatchObject({
        bytes: whole.length,
      });
      expect((await bytesOf(await bucket.get(key('multi')))).equals(whole)).toBe(true);
      const head = await bucket.head(key('multi'));
      expect(head).toMatchObject({ bytes: whole.length, metadata: { export: 'e1' } });
      if (head?.crc32c !== undefined) expect(head.crc32c).toBe(crc32c(whole));
    });

    it('takes one part alone', async () => {
      const content = [randomBytes(777)];
      const uploadId = await begin(key('single'), content);
      await bucket.uploads.complete(key('single'), uploadId, await send(key('single'), uploadId, content));
      expect((await bytesOf(await bucket.get(key('single')))).equals(content[0]!)).toBe(true);
    });

    unless(lacks('parts-again'))('takes a part again, whether or not others came after it', async () => {
      const content = parts();
      const uploadId = await begin(key('again'), content);
      await send(key('again'), uploadId, content, [1, 1, 2, 1, 3]);
      const uploaded = await send(key('again'), uploadId, content, [1, 2, 3]);
      await bucket.uploads.complete(key('again'), uploadId, uploaded);
      expect((await bytesOf(await bucket.get(key('again')))).equals(Buffer.concat(content))).toBe(true);
    });

    it('goes on in another process, from its checkpoint', async () => {
      const content = parts();
      const uploadId = await begin(key('takeover'), content, { ifAbsent: true });
      const sent = await send(key('takeover'), uploadId, content, [1, 2]);
      // the other one knows of the first part only, or of both where the stand-in cannot take one again
      const kept = sent.slice(0, lacks('parts-again') ? 2 : 1);
      const other = tested.reopened ?? bucket;
      const rest = [1, 2, 3].slice(kept.length);
      const uploaded = [...kept, ...(await send(key('takeover'), uploadId, content, rest, other))];
      await other.uploads.complete(key('takeover'), uploadId, uploaded, { ifAbsent: true });
      expect((await bytesOf(await bucket.get(key('takeover')))).equals(Buffer.concat(content))).toBe(true);
    });

    it('never replaces an object when asked not to', async () => {
      await bucket.put(key('taken'), Buffer.from('first'));
      const content = parts();
      await expect(
        begin(key('taken'), content, { ifAbsent: true }).then(async (uploadId) =>
          bucket.uploads.complete(key('taken'), uploadId, await send(key('taken'), uploadId, content), {
            ifAbsent: true,
          }),
        ),
      ).rejects.toEqual(failure('object-exists'));
      expect((await bytesOf(await bucket.get(key('taken')))).toString()).toBe('first');
    });

    it('never replaces one that came while it was under way', async () => {
      const content = parts();
      const uploadId = await begin(key('overtaken'), content, { ifAbsent: true });
      const uploaded = await send(key('overtaken'), uploadId, content, [1, 2]);
      await bucket.put(key('overtaken'), Buffer.from('first'));
      await expect(
        send(key('overtaken'), uploadId, content, [3]).then((last) =>
          bucket.uploads.complete(key('overtaken'), uploadId, [...uploaded, ...last], { ifAbsent: true }),
        ),
      ).rejects.toEqual(failure('object-exists'));
      expect((await bytesOf(await bucket.get(key('overtaken')))).toString()).toBe('first');
      await bucket.uploads.abort(key('overtaken'), uploadId);
    });

    it('answers again or shows a lost answer as upload-missing or object-exists', async () => {
      const content = parts();
      const uploadId = await begin(key('lost'), content, { ifAbsent: true });
      const uploaded = await send(key('lost'), uploadId, content);
      const first = await bucket.uploads.complete(key('lost'), uploadId, uploaded, { ifAbsent: true });
      const again = await bucket.uploads.complete(key('lost'), uploadId, uploaded, { ifAbsent: true }).then(
        (facts) => (facts.bytes === first.bytes ? 'the same' : 'another'),
        (error: { code?: string }) => error.code,
      );
      expect(['the same', 'upload-missing', 'object-exists']).toContain(again);
      expect(await bucket.head(key('lost'))).toMatchObject({ bytes: first.bytes });
    });

    unless(!traits.checksExpected)('refuses what is not the object that was announced', async () => {
      const content = [randomBytes(1000)];
      const announced = { bytes: 1000, crc32c: crc32c(randomBytes(1000)) };
      const uploadId = await begin(key('changed'), content, { expected: announced });
      await expect(send(key('changed'), uploadId, content)).rejects.toEqual(failure('bytes-changed'));
      expect(await bucket.head(key('changed'))).toBeNull();
    });

    it('lists what is unfinished, where the store can, until aborted', async () => {
      const content = parts();
      const uploadId = await begin(key('unfinished/x'), content);
      const uploaded = await send(key('unfinished/x'), uploadId, content, [1, 2]);
      const unfinished = async (): Promise<string[]> => {
        const found: string[] = [];
        for await (const each of bucket.uploads.unfinished(key('unfinished/'))) found.push(each.uploadId);
        return found;
      };
      expect(await unfinished()).toEqual(traits.listsUploads === false ? [] : [uploadId]);
      await bucket.uploads.abort(key('unfinished/x'), uploadId);
      await expect(bucket.uploads.abort(key('unfinished/x'), uploadId)).resolves.toBeUndefined();
      expect(await unfinished()).toEqual([]);
      await expect(bucket.uploads.complete(key('unfinished/x'), uploadId, uploaded)).rejects.toEqual(
        failure('upload-missing'),
      );
    });

    unless(lacks('abort'))('takes no part after it was aborted', async () => {
      const content = parts();
      const uploadId = await begin(key('aborted'), content);
      await send(key('aborted'), uploadId, content, [1, 2]);
      await bucket.uploads.abort(key('aborted'), uploadId);
      await expect(send(key('aborted'), uploadId, [Buffer.from('x')])).rejects.toEqual(failure('upload-missing'));
      expect(await bucket.head(key('aborted'))).toBeNull();
    });
  });
}
