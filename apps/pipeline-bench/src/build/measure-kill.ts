import { ArchiveBuilt } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import { boxDataSet } from '../data/data-sets.js';
import { atMost, type Finding } from '../report/finding.js';
import { markdown, median, type Row } from '../report/table.js';
import type { Bench } from './bench.js';
import { exportRequest } from './export-request.js';
import { forgetStaged } from './staged.js';

const [boxes, undisturbed] = [10, 2];
/** Seconds without a sign of life after which a slice goes to others: `sweepAfterMs` of sliced-work. */
const sessionTimeout = 10;

interface HalfDone {
  readonly slices: number;
}

/** Two builders, one of them killed (SIGKILL) when half of the slices are done. The same build undisturbed is taken off. */
export async function measureKill({ database, bus, start, sized }: Bench): Promise<Finding[]> {
  const data = await boxDataSet(database.store, sized(100_000), boxes);
  const [victim] = [await start('export-builder'), await start('export-builder')];
  const rows: Row[] = [];
  const times: number[] = [];
  let slices = 1;
  for (let run = 0; run <= undisturbed + 1; run++) {
    const killing = run > undisturbed;
    const request = await exportRequest(database.store, data);
    const started = performance.now();
    const built = bus.ask(request, ArchiveBuilt);
    if (killing) {
      const half = (): Promise<HalfDone[]> =>
        database.store.dataSource.query(
          `select slices from export_builder.jobs where id = $1 and finished >= slices / 2 and slices > 0`,
          [request.envelope.subject],
        );
      slices = (await eventually(async () => (await half())[0], { within: 600_000, every: 5 })).slices;
      await victim?.stop('SIGKILL');
    }
    await built;
    const seconds = (performance.now() - started) / 1000;
    forgetStaged(database, request);
    if (run > 0) times.push(seconds);
    if (run > 0)
      rows.push({ run: killing ? 'one killed at half' : 'undisturbed', 'request → built': `${seconds.toFixed(2)} s` });
  }
  console.log(markdown(rows));
  const before = median(times.slice(0, -1));
  const extra = (times.at(-1) ?? NaN) - before;
  // two slices run at a time
  const slice = (before / slices) * 2;
  return [
    atMost(
      'builder killed at half: extra time',
      { value: extra, unit: 's', decimals: 1 },
      Number((sessionTimeout + 2 * slice).toFixed(1)),
      `${sessionTimeout} s and 2 of ${slices} slices, ${slice.toFixed(2)} s each; undisturbed ${before.toFixed(1)} s`,
    ),
  ];
}
