import { randomUUID } from 'node:crypto';
import { ArchiveBuilt, ArtifactDelivered, ExportCancellationRequested, StepFailed } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
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

describe('a cancelled export', () => {
  it('stops between two slices and leaves nothing visible', async () => {
    const exportId = randomUUID();
    const uploaded: number[] = [];
    bench.faults.uploadPart = async (bucket, ...call) => {
      uploaded.push(call[2].number);
      if (call[2].number === 2) {
        await bench.publish(ExportCancellationRequested, exportId, { exportId });
        await eventually(async () => (await bench.stateOf(exportId)) === 'cancelled');
      }
      return bucket.uploads.uploadPart(...call);
    };
    await bench.publish(
      ArchiveBuilt,
      exportId,
      (await stageArchive(bench.staging, exportId, { bytes: 3.4 * mebibyte })).event,
    );
    const after = randomUUID();
    await eventually(() => uploaded.includes(2));
    await bench.publish(ArchiveBuilt, after, (await stageArchive(bench.staging, after)).event);
    await bench.hear(ArtifactDelivered, after);
    expect(uploaded).toEqual([1, 2]);
    expect(bench.said(ArtifactDelivered, exportId)).toEqual([]);
    expect(bench.said(StepFailed, exportId)).toEqual([]);
    expect(await bench.keysOf(exportId)).toEqual([]);
  });

  it('is not delivered when its archive comes later', async () => {
    const exportId = randomUUID();
    await bench.publish(ExportCancellationRequested, exportId, { exportId });
    await bench.publish(ArchiveBuilt, exportId, (await stageArchive(bench.staging, exportId)).event);
    const after = randomUUID();
    await bench.publish(ArchiveBuilt, after, (await stageArchive(bench.staging, after)).event);
    await bench.hear(ArtifactDelivered, after);
    expect(await bench.keysOf(exportId)).toEqual([]);
  });
});
