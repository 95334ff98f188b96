import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32c } from '@hub/archive';
import { FaultyStore, type StoreFault } from '@hub/testing';
import fc from 'fast-check';
import type { Bucket, UploadPart } from '../object-storage.js';
import { GcsTwin } from '../testing/gcs-twin/gcs-twin.js';
import { openGcsBucket } from './open-gcs-bucket.js';

const granule = 256 * 1024;
let twin: GcsTwin;
let line: FaultyStore;
let bucket: Bucket;
beforeEach(async () => {
  twin = await GcsTwin.start();
  line = await FaultyStore.open(twin.url);
  bucket = openGcsBucket(twin.settings(line.url), twin.bucket);
});
afterEach(async () => {
  await line.close();
  await twin.stop();
});

const content = [randomBytes(granule), randomBytes(granule), randomBytes(5000)];
const whole = Buffer.concat(content);
const expected = { bytes: whole.length, crc32c: crc32c(whole) };
const begin = (options = {}): Promise<string> => bucket.uploads.begin('key', { expected, ifAbsent: true, ...options });
const send = (uploadId: string, number: number): Promise<UploadPart> =>
  bucket.uploads.uploadPart(
    'key',
    uploadId,
    { number, offset: (number - 1) * granule, last: number === 3 },
    content[number - 1]!,
  );
const stored = (): Buffer => twin.objects.get('key').body;

describe('a session', () => {
  it('is told everything at its beginning: bytes, sum, precondition', async () => {
    const uploadId = await begin({ metadata: { export: 'e1' }, contentType: 'application/zip' });
    for (const number of [1, 2]) await send(uploadId, number);
    await expect(
      bucket.uploads.uploadPart('key', uploadId, { number: 3, offset: 2 * granule, last: true }, randomBytes(5000)),
    ).rejects.toMatchObject({ code: 'bytes-changed', retryable: true });
    expect(await bucket.head('key')).toBeNull();
  });

  it('keeps what it was told of the object', async () => {
    const uploadId = await begin({ metadata: { export: 'e1' }, contentType: 'application/zip' });
    for (const number of [1, 2, 3]) await send(uploadId, number);
    expect(twin.objects.get('key').resource).toMatchObject({
      contentType: 'application/zip',
      metadata: { export: 'e1' },
    });
  });

  it('goes on where the store kept less of a part than it was sent', async () => {
    const big = randomBytes(4 * granule + 10);
    const uploadId = await bucket.uploads.begin('key', { expected: { bytes: big.length, crc32c: crc32c(big) } });
    for (const upTo of [granule, 2 * granule]) {
      twin.sessions.persistAtMost = upTo;
      await bucket.uploads.uploadPart(
        'key',
        uploadId,
        { number: 1, offset: 0, last: false },
        big.subarray(0, 3 * granule),
      );
    }
    twin.sessions.persistAtMost = 4 * granule;
    const last = { number: 2, offset: 3 * granule, last: true };
    await bucket.uploads.uploadPart('key', uploadId, last, big.subarray(3 * granule));
    expect(stored().equals(big)).toBe(true);
  });

  it('counts as lost when the store has less than was sent before', async () => {
    const uploadId = await begin();
    await send(uploadId, 1);
    await expect(send(uploadId, 3)).rejects.toMatchObject({ code: 'upload-missing' });
  });

  it('that came to no end is not completed', async () => {
    const uploadId = await begin();
    const parts = [await send(uploadId, 1), await send(uploadId, 2)];
    await expect(bucket.uploads.complete('key', uploadId, parts)).rejects.toMatchObject({ code: 'upload-missing' });
  });

  it('is not taken for complete by an object of somebody else', async () => {
    const uploadId = await begin();
    const parts = [await send(uploadId, 1), await send(uploadId, 2), await send(uploadId, 3)];
    await bucket.put('key', whole);
    await expect(bucket.uploads.complete('key', uploadId, parts)).rejects.toMatchObject({ code: 'object-exists' });
    await bucket.delete('key');
    await expect(bucket.uploads.complete('key', uploadId, parts)).rejects.toMatchObject({ code: 'upload-missing' });
  });

  it('whose object is not the sum of its parts is taken away', async () => {
    const uploadId = await begin();
    const [first, second, last] = [await send(uploadId, 1), await send(uploadId, 2), await send(uploadId, 3)];
    await expect(
      bucket.uploads.complete('key', uploadId, [{ ...first!, crc32c: crc32c(content[1]!) }, second!, last!]),
    ).rejects.toMatchObject({ code: 'bytes-changed', retryable: true });
    expect(await bucket.head('key')).toBeNull();
  });

  it('that is finished may be aborted: the object stays', async () => {
    const uploadId = await begin();
    for (const number of [1, 2, 3]) await send(uploadId, number);
    await bucket.uploads.abort('key', uploadId);
    expect(stored().equals(whole)).toBe(true);
  });

  it.each(['', 'nonsense', 'http://169.254.169.254/upload?upload_id=x', 'https://storage.googleapis.com.evil.test/x'])(
    'is never at the address %j',
    async (uploadId) => {
      await expect(send(uploadId, 1)).rejects.toMatchObject({ code: 'upload-missing' });
      await expect(bucket.uploads.abort('key', uploadId)).rejects.toMatchObject({ code: 'upload-missing' });
    },
  );

  it('keeps the object whole, however the calls are cut and repeated', async () => {
    const numbers = fc.array(fc.constantFrom(1, 2), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(numbers, numbers, fc.option(fc.integer({ min: 0, max: 3 })), async (first, second, cut) => {
        const uploadId = await begin({ ifAbsent: false });
        if (cut !== null) twin.sessions.persistAtMost = cut * granule;
        await send(uploadId, 1);
        for (const number of first.filter((each) => each === 1)) await send(uploadId, number);
        await send(uploadId, 2);
        for (const number of second) await send(uploadId, number);
        const last = await send(uploadId, 3);
        expect((await send(uploadId, 3)).etag).toBe(last.etag);
        await send(uploadId, 1);
        expect(stored().equals(whole)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps its address out of errors', async () => {
    const uploadId = await begin();
    line.hurt(
      { operations: ['UploadChunk'] },
      { kind: 'answer', format: 'json', status: 403, code: 'forbidden', message: 'No' },
    );
    const error: unknown = await send(uploadId, 1).catch((thrown: unknown) => thrown);
    const id = new URL(uploadId).searchParams.get('upload_id')!;
    const { inspect } = await import('node:util');
    expect(error).toMatchObject({ code: 'access-denied' });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(id);
  });
});

describe('on a bad line', () => {
  beforeEach(() => {
    bucket = openGcsBucket({ ...twin.settings(line.url), silenceMs: 300 }, twin.bucket);
  });
  const faults: [string, StoreFault][] = [
    ['a reset', { kind: 'reset' }],
    ['a lost answer', { kind: 'lost-answer' }],
    ['an answer that never comes', { kind: 'no-answer' }],
    ['a request that never arrives', { kind: 'stall' }],
    [
      'an error of the store',
      { kind: 'answer', format: 'json', status: 503, code: 'backendError', message: 'Backend Error' },
    ],
    ['throttling', { kind: 'answer', format: 'json', status: 429, code: 'rateLimitExceeded', message: 'Slow down' }],
  ];
  const operations = ['BeginSession', 'UploadChunk', 'UploadLastChunk'] as const;

  it.each(operations.flatMap((operation) => faults.map(([name, fault]) => [operation, name, fault] as const)))(
    '%s goes on after %s',
    async (operation, _, fault) => {
      line.hurt({ operations: [operation], times: 3 }, fault);
      const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
        for (;;) {
          try {
            return await call();
          } catch (error) {
            if (!(error as { retryable?: boolean }).retryable) throw error;
          }
        }
      };
      const uploadId = await patiently(begin);
      const parts: UploadPart[] = [];
      for (const number of [1, 2, 3]) parts.push(await patiently(() => send(uploadId, number)));
      await bucket.uploads.complete('key', uploadId, parts, { ifAbsent: true });
      expect(stored().equals(whole)).toBe(true);
    },
  );

  it('every other call is made twice too', async () => {
    for (const operation of ['GetMetadata', 'UploadObject', 'DeleteMedia', 'ListMedia', 'GetMedia'] as const)
      line.hurt({ operations: [operation], times: 1 }, { kind: 'reset' });
    await bucket.put('key', whole);
    expect(await bucket.head('key')).toMatchObject({ bytes: whole.length });
    expect(Buffer.concat((await (await bucket.get('key')).toArray()) as Buffer[]).equals(whole)).toBe(true);
    expect(await bucket.list('')[Symbol.asyncIterator]().next()).toMatchObject({ done: false });
    await bucket.delete('key');
    expect(await bucket.head('key')).toBeNull();
  });

  it('says so after a second try, and not later', async () => {
    const fault = line.hurt({ operations: ['UploadChunk'] }, faults[5]![1]);
    await expect(begin().then((uploadId) => send(uploadId, 1))).rejects.toMatchObject({ code: 'store-throttled' });
    expect(fault.hits).toBe(2);
  });

  it('stops in the middle when asked to', async () => {
    const uploadId = await begin();
    line.hurt({ operations: ['UploadChunk'] }, { kind: 'stall' });
    const stop = new AbortController();
    const sent = bucket.uploads.uploadPart(
      'key',
      uploadId,
      { number: 1, offset: 0, last: false },
      content[0]!,
      stop.signal,
    );
    stop.abort();
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('a stream', () => {
  const megabytes = randomBytes(20 * 1024 * 1024);
  const chunks = (): Readable =>
    Readable.from(Array.from({ length: 20 }, (_, n) => megabytes.subarray(n * 1024 * 1024, (n + 1) * 1024 * 1024)));

  it('is cut into parts, its sum told with the last one', async () => {
    expect(await bucket.putStream('key', chunks(), { ifAbsent: true })).toMatchObject({ bytes: megabytes.length });
    expect(stored().equals(megabytes)).toBe(true);
    expect(line.calls.filter((call) => call.operation === 'UploadChunk')).toHaveLength(2);
    await expect(bucket.putStream('key', chunks(), { ifAbsent: true })).rejects.toMatchObject({
      code: 'object-exists',
    });
  });

  it('that ends with a whole part has a last one', async () => {
    await bucket.putStream('key', Readable.from([megabytes.subarray(0, 16 * 1024 * 1024)]));
    expect(stored().equals(megabytes.subarray(0, 16 * 1024 * 1024))).toBe(true);
  });

  it('that breaks leaves nothing, and no session', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield megabytes.subarray(0, 10 * 1024 * 1024);
      throw new Error('source broke');
    }
    await expect(bucket.putStream('key', Readable.from(broken()))).rejects.toThrow('source broke');
    expect(await bucket.head('key')).toBeNull();
    expect(line.calls.filter((call) => call.operation === 'EndSession')).toHaveLength(1);
  });
});
