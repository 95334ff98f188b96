import { randomUUID } from 'node:crypto';
import {
  ArchiveBuilt,
  ArchiveConverted,
  ArtifactDelivered,
  DeliverySliceDue,
  ExportProgressed,
  StepFailed,
} from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { RouterBench } from './testing/router-bench.js';
import { stageArchive } from './testing/staged-archive.js';

const mebibyte = 1024 * 1024;
let bench: RouterBench;
beforeAll(async () => {
  bench = await RouterBench.open();
});
beforeEach(() => bench.start());
afterEach(async () => {
  await bench.stop();
  bench.mend();
});
afterAll(() => bench.close());

const refusal = (): Failure =>
  new Failure('access-denied', 'destination', 'The store refused us: AccessDenied: explicit deny');

describe('a small archive', () => {
  it('is delivered at once, verified, and said so', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId);
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    const delivered = await bench.hear(ArtifactDelivered, exportId);
    const key = `p1/exports/${exportId}/${staged.event.archive.fileName}`;
    expect(delivered).toEqual({
      ...staged.event,
      artifact: {
        kind: 'original',
        fileName: staged.event.archive.fileName,
        bytes: staged.zip.length,
        sha256: staged.sha256,
        location: { storageId: null, bucket: 'exports', key },
      },
    });
    expect((await bench.objectAt(key)).equals(staged.zip)).toBe(true);
    expect(await bench.exports.head(key)).toMatchObject({
      metadata: { 'hub-export': exportId, 'hub-artifact': 'original' },
    });
    // no extra hop
    expect(
      bench.bus.sent.filter((event) => event.type === DeliverySliceDue.type && event.correlationid === exportId),
    ).toEqual([]);
  });

  it('is delivered once, however often the event comes', async () => {
    const exportId = randomUUID();
    const event = await bench.publish(ArchiveBuilt, exportId, (await stageArchive(bench.staging, exportId)).event);
    await bench.repeat(event);
    await bench.hear(ArtifactDelivered, exportId);
    await bench.repeat(event);
    await bench.publish(ArchiveBuilt, exportId, { ...(await stageArchive(bench.staging, 'other')).event, exportId });
    const after = randomUUID();
    await bench.publish(ArchiveBuilt, after, (await stageArchive(bench.staging, after)).event);
    await bench.hear(ArtifactDelivered, after);
    expect(bench.said(ArtifactDelivered, exportId)).toHaveLength(1);
    expect(await bench.keysOf(exportId)).toHaveLength(1);
  });

  it('is announced again for a newer attempt, and not written again', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId);
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    const before = await bench.exports.head(artifact.location.key);
    await bench.publish(ArchiveBuilt, exportId, { ...staged.event, attempt: 2 });
    expect(await bench.hear(ArtifactDelivered, exportId, 2)).toMatchObject({ attempt: 2, artifact });
    expect(await bench.exports.head(artifact.location.key)).toEqual(before);
  });

  it('is delivered beside its converted form, under another name', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId);
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    await bench.hear(ArtifactDelivered, exportId);
    await bench.publish(ArchiveConverted, exportId, {
      ...(await stageArchive(bench.staging, `${exportId}-c`)).event,
      exportId,
      converter: 'coco',
    });
    const { artifact } = await bench.hear(ArtifactDelivered, exportId, 2);
    expect(artifact).toMatchObject({
      kind: 'converted',
      fileName: staged.event.archive.fileName.replace('.zip', '-coco.zip'),
    });
    expect(await bench.keysOf(exportId)).toHaveLength(2);
  });

  it('never replaces an object that is another one', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId);
    const key = `p1/exports/${exportId}/${staged.event.archive.fileName}`;
    await bench.exports.put(key, Buffer.from('somebody else'));
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect(artifact.location.key).toBe(key.replace('.zip', `-${exportId}.zip`));
    expect((await bench.objectAt(artifact.location.key)).equals(staged.zip)).toBe(true);
    expect((await bench.objectAt(key)).toString()).toBe('somebody else');
  });

  it('is delivered once when the answer to the put is lost', async () => {
    const exportId = randomUUID();
    let calls = 0;
    bench.faults.put = async (bucket, ...call) => {
      const first = ++calls === 1;
      const facts = await bucket.put(...call);
      if (first) throw new Failure('store-unavailable', 'transient', 'no answer');
      return facts;
    };
    await bench.publish(ArchiveBuilt, exportId, (await stageArchive(bench.staging, exportId)).event);
    await bench.hear(ArtifactDelivered, exportId);
    expect(calls).toBe(2);
    expect(await bench.keysOf(exportId)).toHaveLength(1);
  });
});

describe('a large archive', () => {
  it('goes slice by slice, in equal parts', async () => {
    const exportId = randomUUID();
    const sizes: number[] = [];
    bench.faults.uploadPart = (bucket, ...call) => {
      sizes.push(call[3].length);
      return bucket.uploads.uploadPart(...call);
    };
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect(artifact).toMatchObject({ bytes: staged.zip.length, sha256: staged.sha256 });
    expect((await bench.objectAt(artifact.location.key)).equals(staged.zip)).toBe(true);
    expect(sizes).toEqual([mebibyte, mebibyte, staged.zip.length - 2 * mebibyte]);
    expect(await bench.unfinishedUploads()).toBe(0);
  });

  it('tells how far it is, at most once a second', async () => {
    const exportId = randomUUID();
    let slept = false;
    bench.faults.uploadPart = async (bucket, ...call) => {
      // one slow part in the middle: long enough for one event, not for two
      if (call[2].number === 2 && !slept) {
        slept = true;
        await new Promise((resolve) => setTimeout(resolve, 1100));
      }
      return bucket.uploads.uploadPart(...call);
    };
    const staged = await stageArchive(bench.staging, exportId, { bytes: 4.4 * mebibyte });
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    await bench.hear(ArtifactDelivered, exportId);
    const progress = bench.said(ExportProgressed, exportId);
    expect(progress).toEqual([
      expect.objectContaining({
        step: 'deliver',
        done: { tasks: 4, bytes: 2 * mebibyte },
        total: { tasks: 10, bytes: staged.zip.length },
      }),
    ]);
    expect(progress[0]?.remaining).toBeGreaterThan(0);
    // two parts in a little over a second
    expect(progress[0]?.rate?.bytes).toBeGreaterThan(10_000);
    expect(progress[0]?.rate?.bytes).toBeLessThan((2 * mebibyte) / 1.1);
  });

  it('goes on at the checkpoint in another process', async () => {
    const exportId = randomUUID();
    const numbers: number[] = [];
    let reachedSecond: () => void = () => undefined;
    const second = new Promise<void>((resolve) => (reachedSecond = resolve));
    bench.faults.uploadPart = async (bucket, ...call) => {
      numbers.push(call[2].number);
      if (call[2].number === 2 && numbers.length === 2) {
        reachedSecond();
        throw new Failure('store-unavailable', 'transient', 'cut off');
      }
      return bucket.uploads.uploadPart(...call);
    };
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    await second;
    await bench.stop();
    await bench.start();
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect(artifact.sha256).toBe(staged.sha256);
    expect(numbers).toEqual([1, 2, 2, 3]);
  });

  it('is settled by looking at the object when the completing answer is lost', async () => {
    const exportId = randomUUID();
    let calls = 0;
    bench.faults.complete = async (bucket, ...call) => {
      const facts = await bucket.uploads.complete(...call);
      if (++calls === 1) throw new Failure('store-unavailable', 'transient', 'no answer');
      return facts;
    };
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    expect((await bench.hear(ArtifactDelivered, exportId)).artifact.sha256).toBe(staged.sha256);
    expect(bench.said(ArtifactDelivered, exportId)).toHaveLength(1);
    expect(bench.said(StepFailed, exportId)).toEqual([]);
    expect(await bench.keysOf(exportId)).toHaveLength(1);
  });

  it("fails for good with the store's words, and a retry goes on where it was", async () => {
    const exportId = randomUUID();
    const numbers: number[] = [];
    bench.faults.uploadPart = (bucket, ...call) => {
      if (call[2].number === 3) return Promise.reject(refusal());
      numbers.push(call[2].number);
      return bucket.uploads.uploadPart(...call);
    };
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    expect(await bench.hear(StepFailed, exportId)).toEqual({
      exportId,
      attempt: 1,
      failure: {
        step: 'deliver',
        code: 'access-denied',
        fault: 'destination',
        retryable: false,
        message: refusal().message,
      },
    });
    expect(await bench.keysOf(exportId)).toEqual([]);
    bench.faults.uploadPart = (bucket, ...call) => {
      numbers.push(call[2].number);
      return bucket.uploads.uploadPart(...call);
    };
    await bench.publish(ArchiveBuilt, exportId, { ...staged.event, attempt: 2 });
    expect(await bench.hear(ArtifactDelivered, exportId)).toMatchObject({
      attempt: 2,
      artifact: { sha256: staged.sha256 },
    });
    expect(numbers).toEqual([1, 2, 3]);
  });

  it('begins anew on a retry when the store dropped the upload', async () => {
    const exportId = randomUUID();
    bench.faults.uploadPart = (bucket, ...call) =>
      call[2].number === 3 ? Promise.reject(refusal()) : bucket.uploads.uploadPart(...call);
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    await bench.hear(StepFailed, exportId);
    for await (const { key, uploadId } of bench.exports.uploads.unfinished(''))
      await bench.exports.uploads.abort(key, uploadId);
    delete bench.faults.uploadPart;
    await bench.publish(ArchiveBuilt, exportId, { ...staged.event, attempt: 2 });
    expect(await bench.hear(ArtifactDelivered, exportId)).toMatchObject({
      attempt: 2,
      artifact: { sha256: staged.sha256 },
    });
  });

  it('fails when a staged segment is not what was stored', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId, { bytes: 600_000 });
    await bench.staging.put(staged.segmentKeys[0]!, Buffer.alloc(600_000));
    bench.faults.put = () => Promise.reject(new Error('a corrupt archive must never be put'));
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    expect(await bench.hear(StepFailed, exportId)).toMatchObject({
      failure: { code: 'segment-corrupt', fault: 'hub' },
    });
    expect(await bench.keysOf(exportId)).toEqual([]);
  });

  it('fails when its description is not there, and can be retried', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId);
    const { key } = staged.event.archive.descriptor;
    const text = Buffer.concat((await (await bench.staging.get(key)).toArray()) as Buffer[]);
    await bench.staging.delete(key);
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    expect(await bench.hear(StepFailed, exportId)).toMatchObject({
      failure: { code: 'staged-archive-missing', fault: 'hub' },
    });
    await bench.staging.put(key, text);
    await bench.publish(ArchiveBuilt, exportId, { ...staged.event, attempt: 2 });
    expect(await bench.hear(ArtifactDelivered, exportId)).toMatchObject({ attempt: 2 });
  });
});
