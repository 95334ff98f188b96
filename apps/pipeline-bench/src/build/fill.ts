import { boxDataSet, smallTaskDataSet, videoDataSet } from '../data/data-sets.js';
import { plainTexts } from '../data/plain-texts.js';
import { framesUnit } from '../data/video-tracks.js';
import { told, type Finding } from '../report/finding.js';
import type { Bench } from './bench.js';
import { withMetadata } from './export-request.js';

/** Everything that the measurements export, so that they can begin at once. */
export async function fill({ database: { store }, sized }: Bench): Promise<Finding[]> {
  const started = performance.now();
  for (const tasks of [100, sized(10_000), sized(50_000), sized(100_000)]) await boxDataSet(store, tasks, 10);
  await plainTexts(store, await boxDataSet(store, sized(100_000), 10), withMetadata);
  for (const frames of [200_000, 1_000_000, 10_000_000]) await videoDataSet(store, sized(frames, framesUnit));
  await smallTaskDataSet(store, sized(1_000_000));
  return [told('filling all data sets', { value: (performance.now() - started) / 1000, unit: 's' })];
}
