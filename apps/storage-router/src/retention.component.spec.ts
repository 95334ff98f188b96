import { randomUUID } from 'node:crypto';
import {
  ArchiveBuilt,
  ArtifactDelivered,
  ArtifactExpired,
  ExportCancellationRequested,
  ExportCompleted,
  ExportFailed,
  ExportRequested,
  StepFailed,
} from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { eventually } from '@hub/testing';
import { ClearDeliveries } from './retention/clear-deliveries.js';
import { ClearStaging } from './retention/clear-staging.js';
import { ExpireArtifacts } from './retention/expire-artifacts.js';
import { RouterBench } from './testing/router-bench.js';
import { stageArchive } from './testing/staged-archive.js';

const day = 24;
/** So many hours pass for an export. */
async function pass(exportId: string, hours: number): Promise<void> {
  const ago = (column: string): string => `${column} = ${column} - interval '${hours} hours'`;
  await bench.query(
    `update storage_router.deliveries set ${ago('ended_at')}, ${ago('promised_at')}, ${ago('sweep_after')} where export_id = '${exportId}'`,
  );
  await bench.query(
    `update storage_router.ended_exports set ${ago('ended_at')}, ${ago('sweep_after')} where export_id = '${exportId}'`,
  );
}
let bench: RouterBench;
beforeAll(async () => {
  bench = await RouterBench.open();
  await bench.start({ ARTIFACT_RETENTION_DAYS: '30' });
});
afterEach(() => bench.mend());
afterAll(() => bench.close());

async function delivered(exportId: string) {
  await bench.publish(ArchiveBuilt, exportId, (await stageArchive(bench.staging, exportId)).event);
  return (await bench.hear(ArtifactDelivered, exportId)).artifact;
}
async function stagedKeys(exportId: string): Promise<number> {
  let count = 0;
  for await (const _ of bench.staging.list(`exports/${exportId}/`)) count++;
  return count;
}
/** The events of export-api, from their frozen samples. */
const about = <T extends object>(sample: T, exportId: string): T & { exportId: string } => ({ ...sample, exportId });
const noted = (exportId: string, outcome: string): Promise<boolean> =>
  eventually(
    async () =>
      (
        await bench.query(
          `select 1 from storage_router.ended_exports where export_id = '${exportId}' and outcome = '${outcome}'`,
        )
      ).length > 0,
  );

describe('delivered artifacts', () => {
  it('are removed after their time, and that is said once', async () => {
    const exportId = randomUUID();
    const artifact = await delivered(exportId);
    await pass(exportId, 29 * day);
    expect(await bench.get(ExpireArtifacts).execute()).toBe(0);
    expect(await bench.exports.head(artifact.location.key)).not.toBeNull();
    await pass(exportId, 2 * day);
    expect(await bench.get(ExpireArtifacts).execute()).toBe(1);
    expect(await bench.get(ExpireArtifacts).execute()).toBe(0);
    expect(await bench.hear(ArtifactExpired, exportId)).toEqual({ exportId, kind: 'original' });
    expect(await bench.exports.head(artifact.location.key)).toBeNull();
    expect(await bench.stateOf(exportId)).toBe('expired');
    const after = randomUUID();
    await delivered(after);
    expect(bench.said(ArtifactExpired, exportId)).toHaveLength(1);
  });

  it('are gone for their links then', async () => {
    const exportId = randomUUID();
    const artifact = await delivered(exportId);
    await pass(exportId, 31 * day);
    await bench.get(ExpireArtifacts).execute();
    const response = await bench.postInternal('/internal/links', {
      location: artifact.location,
      fileName: 'a.zip',
      audit: { exportId, kind: 'original', userId: 'u1' },
    });
    expect([response.status, await response.json()]).toEqual([410, expect.objectContaining({ code: 'gone' })]);
  });
});

describe('staged bytes', () => {
  it('of a completed export are removed after a day', async () => {
    const exportId = randomUUID();
    await delivered(exportId);
    await bench.publish(
      ExportCompleted,
      exportId,
      about({ ...ExportCompleted.sample, completedAt: new Date().toISOString() }, exportId),
    );
    await noted(exportId, 'completed');
    await pass(exportId, 23);
    await bench.get(ClearStaging).execute();
    expect(await stagedKeys(exportId)).toBe(2);
    await pass(exportId, 2);
    await bench.get(ClearStaging).execute();
    expect(await stagedKeys(exportId)).toBe(0);
    expect(await bench.get(ClearStaging).execute()).toBe(0);
  });

  it('of a failed export are kept longer, and for ever when it is retried', async () => {
    const exportId = randomUUID();
    await stageArchive(bench.staging, exportId);
    await bench.publish(ExportFailed, exportId, about(ExportFailed.sample, exportId));
    await noted(exportId, 'failed');
    await pass(exportId, 25);
    await bench.get(ClearStaging).execute();
    expect(await stagedKeys(exportId)).toBe(2);
    await bench.publish(ExportRequested, exportId, about({ ...ExportRequested.sample, attempt: 2 }, exportId) as never);
    await eventually(
      async () =>
        (await bench.query(`select 1 from storage_router.ended_exports where export_id = '${exportId}'`)).length === 0,
    );
    await pass(exportId, 1000);
    await bench.get(ClearStaging).execute();
    expect(await stagedKeys(exportId)).toBe(2);
  });

  it('of an export that goes on are never touched', async () => {
    const exportId = randomUUID();
    await stageArchive(bench.staging, exportId);
    await pass(exportId, 10_000);
    await bench.get(ClearStaging).execute();
    expect(await stagedKeys(exportId)).toBe(2);
  });
});

describe('what ended deliveries leave behind', () => {
  const uploadsOf = async (exportId: string): Promise<number> => {
    let count = 0;
    for await (const _ of bench.exports.uploads.unfinished(`p1/exports/${exportId}/`)) count++;
    return count;
  };

  it('uploads of failed ones are aborted after a day, and others stay', async () => {
    const exportId = randomUUID();
    bench.faults.uploadPart = (bucket, ...call) =>
      call[2].number === 2
        ? Promise.reject(new Failure('access-denied', 'destination', 'no'))
        : bucket.uploads.uploadPart(...call);
    await bench.publish(
      ArchiveBuilt,
      exportId,
      (await stageArchive(bench.staging, exportId, { bytes: 2_300_000 })).event,
    );
    await bench.hear(StepFailed, exportId);
    await bench.exports.uploads.begin('p1/somebody/else.zip');
    await pass(exportId, 23);
    await bench.get(ClearDeliveries).execute();
    expect(await uploadsOf(exportId)).toBe(1);
    await pass(exportId, 2);
    await bench.get(ClearDeliveries).execute();
    expect(await uploadsOf(exportId)).toBe(0);
    const others: string[] = [];
    for await (const { key } of bench.exports.uploads.unfinished('p1/somebody/')) others.push(key);
    expect(others).toEqual(['p1/somebody/else.zip']);
  });

  it('an object that a zombie completed after the cancellation is removed', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(bench.staging, exportId, { bytes: 1_300_000 });
    let completed = false;
    bench.faults.complete = async (bucket, ...call) => {
      await bench.publish(ExportCancellationRequested, exportId, { exportId });
      await eventually(async () => (await bench.stateOf(exportId)) === 'cancelled');
      const facts = await bucket.uploads.complete(...call);
      completed = true;
      return facts;
    };
    await bench.publish(ArchiveBuilt, exportId, staged.event);
    await eventually(() => completed);
    const key = `p1/exports/${exportId}/${staged.event.archive.fileName}`;
    expect(await bench.exports.head(key)).not.toBeNull();
    await pass(exportId, 1);
    await bench.get(ClearDeliveries).execute();
    expect(await bench.exports.head(key)).toBeNull();
    expect(bench.said(ArtifactDelivered, exportId)).toEqual([]);
  });
});
