import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Storage } from '@google-cloud/storage';
import { FaultyStore, KeptChunks, startTestGcs, type TestStore } from '@hub/testing';
import { describeBucketContract } from '../testing/bucket-contract.js';
import { temporaryGcsBucket, type TemporaryGcsBucket } from '../testing/temporary-gcs-bucket.js';
import { openGcsBucket } from './open-gcs-bucket.js';

let store: TestStore;
let temporary: TemporaryGcsBucket;
beforeAll(async () => {
  store = await startTestGcs();
  temporary = await temporaryGcsBucket(store.environment);
}, 180_000);
afterAll(async () => {
  await temporary?.remove();
  await store?.stop();
});

// what fake-gcs-server leaves out is proved on a twin that is strict there: gcs.int.spec.ts
describeBucketContract(
  'GCS',
  () =>
    Promise.resolve({
      bucket: temporary.bucket,
      reopened: openGcsBucket(temporary.settings, temporary.name),
      partBytes: 256 * 1024,
      fetchLink: fetch,
    }),
  { listsUploads: false, checksExpected: true, gaps: ['link-signatures', 'parts-again', 'abort'] },
);

describe('Google’s own client', () => {
  const body = randomBytes(17 * 1024 * 1024 + 1);
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  const theirs = () =>
    new Storage({
      apiEndpoint: temporary.settings.endpoint,
      projectId: 'test',
      useAuthWithCustomEndpoint: false,
    }).bucket(temporary.name);

  it('reads what we wrote, byte by byte', async () => {
    await temporary.bucket.putStream('ours/ü 1.zip', Readable.from([body]), { metadata: { export: 'e1' } });
    const file = theirs().file('ours/ü 1.zip');
    const [bytes] = await file.download();
    expect(sha256(bytes)).toBe(sha256(body));
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({ size: `${body.length}`, metadata: { export: 'e1' } });
  });

  it('writes what we read', async () => {
    await theirs().file('theirs.bin').save(body, { resumable: false });
    const read = Buffer.concat((await (await temporary.bucket.get('theirs.bin')).toArray()) as Buffer[]);
    expect(sha256(read)).toBe(sha256(body));
    expect(await temporary.bucket.head('theirs.bin')).toMatchObject({ bytes: body.length });
  });
});

describe('a server that stores a part twice', () => {
  it('is not left with an object that is not ours', async () => {
    const line = await FaultyStore.open(temporary.settings.endpoint!);
    const { uploads, head } = openGcsBucket({ ...temporary.settings, endpoint: line.url }, temporary.name);
    const part = randomBytes(256 * 1024);
    const uploadId = await uploads.begin('twice', { ifAbsent: true });
    line.hurt({ operations: ['UploadChunk'], times: 1 }, { kind: 'lost-answer' });
    await uploads.uploadPart('twice', uploadId, { number: 1, offset: 0, last: false }, part);
    const last = () =>
      uploads.uploadPart('twice', uploadId, { number: 2, offset: part.length, last: true }, Buffer.from('end'));
    await expect(last()).rejects.toMatchObject({ code: 'bytes-changed', retryable: true });
    expect(await head('twice')).toBeNull();
    await expect(last()).rejects.toMatchObject({ code: 'upload-missing' });
    await line.close();
  });
});

describe('a part that comes again', () => {
  it.each(['lost-answer', 'no-answer'] as const)('is stored once after a call with %s', async (kind) => {
    const line = await FaultyStore.open(temporary.settings.endpoint!, { keptChunks: new KeptChunks() });
    const settings = { ...temporary.settings, endpoint: line.url, silenceMs: 1000 };
    const { uploads, get } = openGcsBucket(settings, temporary.name);
    const part = randomBytes(256 * 1024);
    const uploadId = await uploads.begin(kind, { ifAbsent: true });
    const fault = line.hurt({ operations: ['UploadChunk'], times: 1 }, { kind });
    await uploads.uploadPart(kind, uploadId, { number: 1, offset: 0, last: false }, part);
    const end = Buffer.from('end');
    await uploads.uploadPart(kind, uploadId, { number: 2, offset: part.length, last: true }, end);
    const stored = Buffer.concat((await (await get(kind)).toArray()) as Buffer[]);
    expect(stored.equals(Buffer.concat([part, end]))).toBe(true);
    expect(fault.hits).toBe(1);
    await line.close();
  });
});

describe('a GCS server that refuses', () => {
  it('says so for a bucket that is not there', async () => {
    const nowhere = openGcsBucket(temporary.settings, `${temporary.name}-nowhere`);
    await expect(nowhere.uploads.begin('a')).rejects.toMatchObject({ fault: 'destination', code: 'bucket-missing' });
  });
});
