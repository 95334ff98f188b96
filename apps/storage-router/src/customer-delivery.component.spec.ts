import { randomUUID } from 'node:crypto';
import {
  ArchiveBuilt,
  ArchiveConverted,
  ArtifactDelivered,
  StepFailed,
  type DataOf,
  type DeliveredArtifact,
} from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import { eventually } from '@hub/testing';
import { AbortUploads } from './retention/abort-uploads.js';
import { DeliveriesRepository } from './persistence/deliveries.repository.js';
import { CustomerFolders } from './testing/customer-folders.js';
import { RouterBench } from './testing/router-bench.js';
import { stageArchive, type StagedArchive } from './testing/staged-archive.js';

const mebibyte = 1024 * 1024;
let bench: RouterBench;
let customers: CustomerFolders;
let bucket: Bucket;
let folder: string;

beforeAll(async () => {
  bench = await RouterBench.open();
  customers = new CustomerFolders(`${bench.folder}/customers`);
  bench.customers = customers;
});
beforeEach(async () => {
  await bench.start();
  bucket = customers.open('annotations');
  folder = `exports/${randomUUID()}`;
});
afterEach(async () => {
  await bench.stop();
  bench.mend();
});
afterAll(() => bench.close());

type Built = DataOf<typeof ArchiveBuilt>;
const wanting = (event: Built, path = folder, storage = { storageId: 's1', bucket: 'annotations' }): Built => ({
  ...event,
  destination: { ...storage, path },
  requestedAt: '2026-11-24T23:30:00.000Z',
});
const nameOf = ({ event }: StagedArchive): string => event.archive.fileName;
const withId = (name: string, exportId: string): string => name.replace('.zip', `-${exportId}.zip`);
const bytesAt = async (key: string, at = bucket): Promise<Buffer> =>
  Buffer.concat((await (await at.get(key)).toArray()) as Buffer[]);

async function deliver(bytes = 1000, path = folder): Promise<{ staged: StagedArchive; artifact: DeliveredArtifact }> {
  const exportId = randomUUID();
  const staged = await stageArchive(bench.staging, exportId, { bytes });
  await bench.publish(ArchiveBuilt, exportId, wanting(staged.event, path));
  return { staged, artifact: (await bench.hear(ArtifactDelivered, exportId)).artifact };
}

describe("a customer's bucket", () => {
  it.each([1000, 2.4 * mebibyte])('gets an archive of %d bytes under the rendered path', async (bytes) => {
    const { staged, artifact } = await deliver(bytes, `${folder}/{project}/{year}/{kind}-{format}`);
    const key = `${folder}/Street_scenes/2026/original-json/${nameOf(staged)}`;
    expect(artifact).toMatchObject({
      fileName: nameOf(staged),
      sha256: staged.sha256,
      location: { storageId: 's1', bucket: 'annotations', key },
    });
    expect((await bytesAt(key)).equals(staged.zip)).toBe(true);
    expect(await bench.keysOf(staged.event.exportId)).toEqual([]);
  });

  it('gets the converted file beside the original', async () => {
    const { staged, artifact } = await deliver();
    const converted = await stageArchive(bench.staging, `${staged.event.exportId}-c`);
    await bench.publish(ArchiveConverted, staged.event.exportId, {
      ...wanting(converted.event),
      exportId: staged.event.exportId,
      converter: 'coco',
    });
    const second = (await bench.hear(ArtifactDelivered, staged.event.exportId, 2)).artifact;
    expect(second.location.key).toBe(artifact.location.key.replace('.zip', '-coco.zip'));
    expect((await bytesAt(second.location.key)).equals(converted.zip)).toBe(true);
    expect((await bytesAt(artifact.location.key)).equals(staged.zip)).toBe(true);
  });

  it('is not that of another organization', async () => {
    const exportId = randomUUID();
    const { event } = await stageArchive(bench.staging, exportId);
    await bench.publish(ArchiveBuilt, exportId, { ...wanting(event), organizationId: 'o2' });
    expect(await bench.hear(StepFailed, exportId)).toMatchObject({
      failure: { step: 'deliver', code: 'not-found', remedy: expect.stringContaining('Export Storage') },
    });
  });

  it('is found again after its storage was removed and chosen anew', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId);
    const removed = { storageId: 'removed', bucket: 'annotations' };
    await bench.publish(ArchiveBuilt, exportId, wanting(staged.event, folder, removed));
    await bench.hear(StepFailed, exportId);
    await bench.publish(ArchiveBuilt, exportId, { ...wanting(staged.event), attempt: 2 });
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect((await bytesAt(artifact.location.key)).equals(staged.zip)).toBe(true);
  });
});

describe('a name that is taken', () => {
  it('by another export gets the id of the export', async () => {
    const [first, second] = [await deliver(), await deliver()];
    expect(first.artifact.fileName).toBe(nameOf(first.staged));
    const name = withId(nameOf(second.staged), second.staged.event.exportId);
    expect(second.artifact).toMatchObject({ fileName: name, location: { key: `${folder}/${name}` } });
    expect((await bytesAt(first.artifact.location.key)).equals(first.staged.zip)).toBe(true);
    expect((await bytesAt(second.artifact.location.key)).equals(second.staged.zip)).toBe(true);
  });

  it('by a delivery that has not made its object yet gets the id too', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    let second: DeliveredArtifact | undefined;
    bench.faults.uploadPart = async (at, ...call) => {
      second ??= (await deliver()).artifact;
      return at.uploads.uploadPart(...call);
    };
    await bench.publish(ArchiveBuilt, exportId, wanting(staged.event));
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect(artifact.fileName).toBe(nameOf(staged));
    expect(second?.fileName).toMatch(/-[0-9a-f-]{36}\.zip$/);
    expect((await bytesAt(artifact.location.key)).equals(staged.zip)).toBe(true);
  });

  it('by exports at the same moment is given to one of them', async () => {
    const exportIds = [randomUUID(), randomUUID(), randomUUID()];
    const staged = await Promise.all(exportIds.map((id) => stageArchive(bench.staging, id)));
    await Promise.all(staged.map(({ event }) => bench.publish(ArchiveBuilt, event.exportId, wanting(event))));
    for (const each of staged) {
      const { artifact } = await bench.hear(ArtifactDelivered, each.event.exportId);
      expect((await bytesAt(artifact.location.key)).equals(each.zip)).toBe(true);
    }
  });

  it('by a stranger gets the id of the export', async () => {
    const { event } = await stageArchive(bench.staging, 'name');
    await bucket.put(`${folder}/${event.archive.fileName}`, Buffer.from('theirs'));
    const { staged, artifact } = await deliver();
    expect(artifact.fileName).toBe(withId(nameOf(staged), staged.event.exportId));
    expect((await bytesAt(`${folder}/${nameOf(staged)}`)).toString()).toBe('theirs');
  });

  it('is of no interest where nobody may look before: the write decides', async () => {
    const { event } = await stageArchive(bench.staging, 'name');
    await bucket.put(`${folder}/${event.archive.fileName}`, Buffer.from('theirs'));
    let looks = 0;
    bench.faults.head = (at, ...call) => {
      if (++looks === 1) return Promise.reject(new Failure('access-denied', 'destination', 'AccessDenied'));
      return at.head(...call);
    };
    const { staged, artifact } = await deliver();
    expect(artifact.fileName).toBe(withId(nameOf(staged), staged.event.exportId));
    expect((await bytesAt(`${folder}/${nameOf(staged)}`)).toString()).toBe('theirs');
  });

  it.each([1000, 2.4 * mebibyte])('at the very end makes a delivery of %d bytes begin again', async (bytes) => {
    let stranger = false;
    const intrude = async (at: Bucket, key: string): Promise<void> => {
      if (!stranger) await at.put(key, Buffer.from('theirs'));
      stranger = true;
    };
    bench.faults.put = async (at, ...call) => {
      await intrude(at, call[0]);
      return at.put(...call);
    };
    bench.faults.complete = async (at, ...call) => {
      await intrude(at, call[0]);
      return at.uploads.complete(...call);
    };
    const { staged, artifact } = await deliver(bytes);
    expect(artifact).toMatchObject({
      fileName: withId(nameOf(staged), staged.event.exportId),
      sha256: staged.sha256,
    });
    expect((await bytesAt(`${folder}/${nameOf(staged)}`)).toString()).toBe('theirs');
    expect((await bytesAt(artifact.location.key)).equals(staged.zip)).toBe(true);
    expect(bench.said(StepFailed, staged.event.exportId)).toEqual([]);
  });

  it('by ourselves is kept: a lost answer and a retry give the same key', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId);
    // the object is there, and the row that knew of it is not: a database that was set back
    const key = `${folder}/${nameOf(staged)}`;
    const metadata = { 'hub-export': exportId, 'hub-artifact': 'original' };
    await bucket.put(key, staged.zip, { metadata });
    await bench.publish(ArchiveBuilt, exportId, wanting(staged.event));
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect(artifact).toMatchObject({ sha256: staged.sha256, location: { key } });
  });
});

describe('a retry', () => {
  const failOnce = (code: string): void => {
    bench.faults.uploadPart = (at, ...call) =>
      call[2].number === 2
        ? Promise.reject(new Failure(code, 'destination', 'The store refused us: AccessDenied: no'))
        : at.uploads.uploadPart(...call);
  };
  const uploads = async (): Promise<number> => {
    let count = 0;
    for await (const _ of bucket.uploads.unfinished(folder)) count++;
    return count;
  };

  it('goes on in the same place once the settings are mended; nothing is built again', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    failOnce('access-denied');
    await bench.publish(ArchiveBuilt, exportId, wanting(staged.event));
    const { failure } = await bench.hear(StepFailed, exportId);
    expect(failure).toMatchObject({
      code: 'access-denied',
      message: 'The store refused us: AccessDenied: no',
      remedy: expect.stringContaining(`'${folder}/' in the bucket 'annotations'`),
    });
    expect(await uploads()).toBe(1);
    const parts: number[] = [];
    bench.faults.uploadPart = (at, ...call) => {
      parts.push(call[2].number);
      return at.uploads.uploadPart(...call);
    };
    await bench.publish(ArchiveBuilt, exportId, { ...wanting(staged.event), attempt: 2 });
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect(artifact).toMatchObject({ sha256: staged.sha256, location: { key: `${folder}/${nameOf(staged)}` } });
    expect(parts).toEqual([2, 3]);
    expect(await uploads()).toBe(0);
  });

  /** Those that end do so long ago. */
  const passTime = (interval: string): Promise<unknown> =>
    bench.query(`update storage_router.jobs set ended_at = now() - interval '${interval}' where ended_at is not null`);

  it('to another place begins there anew, and the sweep aborts what the first one left', async () => {
    await passTime('61 s');
    await bench.get(AbortUploads).execute();
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    failOnce('access-denied');
    await bench.publish(ArchiveBuilt, exportId, wanting(staged.event));
    await bench.hear(StepFailed, exportId);
    delete bench.faults.uploadPart;
    const elsewhere = `${folder}/elsewhere`;
    await bench.publish(ArchiveBuilt, exportId, { ...wanting(staged.event, elsewhere), attempt: 2 });
    const { artifact } = await bench.hear(ArtifactDelivered, exportId);
    expect(artifact.location.key).toBe(`${elsewhere}/${nameOf(staged)}`);
    expect((await bytesAt(artifact.location.key)).equals(staged.zip)).toBe(true);
    expect(await uploads()).toBe(1);
    // a worker may be busy with it still
    expect(await bench.get(AbortUploads).execute()).toBe(0);
    await passTime('61 s');
    expect(await bench.get(AbortUploads).execute()).toBe(1);
    expect(await uploads()).toBe(0);
    expect(await bench.query('select 1 from storage_router.uploads')).toEqual([]);
  });

  it('takes over from a delivery that still runs to another place', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    const elsewhere = `${folder}/elsewhere`;
    let asked = false;
    bench.faults.uploadPart = async (at, ...call) => {
      if (call[2].number === 2 && !asked) {
        asked = true;
        await bench.publish(ArchiveBuilt, exportId, { ...wanting(staged.event, elsewhere), attempt: 2 });
        await eventually(async () => (await bench.get(DeliveriesRepository).find(exportId, 'original'))?.run === 2);
      }
      return at.uploads.uploadPart(...call);
    };
    await bench.publish(ArchiveBuilt, exportId, wanting(staged.event));
    const delivered = await bench.hear(ArtifactDelivered, exportId);
    expect(delivered).toMatchObject({ attempt: 2, artifact: { sha256: staged.sha256 } });
    expect(delivered.artifact.location.key).toBe(`${elsewhere}/${nameOf(staged)}`);
    const { artifact: next } = await deliver();
    expect(next.fileName).toBe(nameOf(staged));
    expect(bench.said(ArtifactDelivered, exportId)).toHaveLength(1);
  });

  it('keeps the upload of a failed delivery for its time only', async () => {
    // what the deliveries before have left
    await passTime('61 s');
    await bench.get(AbortUploads).execute();
    const exportId = randomUUID();
    failOnce('bucket-missing');
    const staged = await stageArchive(bench.staging, exportId, { bytes: 2.4 * mebibyte });
    await bench.publish(ArchiveBuilt, exportId, wanting(staged.event));
    await bench.hear(StepFailed, exportId);
    await passTime('23 h');
    await bench.query(`update storage_router.deliveries set ended_at = now() - interval '23 h' where state = 'failed'`);
    expect(await bench.get(AbortUploads).execute()).toBe(0);
    await bench.query(`update storage_router.deliveries set ended_at = now() - interval '25 h' where state = 'failed'`);
    expect(await bench.get(AbortUploads).execute()).toBe(1);
    expect(await uploads()).toBe(0);
    // and a retry after that begins anew by itself
    delete bench.faults.uploadPart;
    await bench.publish(ArchiveBuilt, exportId, { ...wanting(staged.event), attempt: 2 });
    expect((await bench.hear(ArtifactDelivered, exportId)).artifact.sha256).toBe(staged.sha256);
  });
});
