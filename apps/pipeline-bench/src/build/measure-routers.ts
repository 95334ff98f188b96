import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { spawnSync } from 'node:child_process';
import { ArchiveBuilt, createEvent, type DataOf, type OutgoingEvent } from '@hub/event-contracts';
import { boxDataSet } from '../data/data-sets.js';
import { cpuSeconds } from '../machine/processes.js';
import type { Program } from '../machine/program.js';
import { makeBuckets, s3Server } from '../machine/servers.js';
import { notMeasured, told, type Finding } from '../report/finding.js';
import { markdown, median, type Row } from '../report/table.js';
import type { Bench } from './bench.js';
import { exportRequest } from './export-request.js';

const [boxes, deliveries, runs] = [10, 6, 2];

/**
 * Two routers instead of one, each with a core of its own (`taskset`), six archives at a time. One delivery goes part by
 * part, because of its hash, so more routers help where there are more deliveries than one. The S3 server runs on the same
 * cores: what it needs is told beside.
 */
export async function measureRouters(bench: Bench): Promise<Finding[]> {
  const tasks = bench.sized(100_000);
  const what = `2 routers instead of 1, a core each, ${deliveries} archives of ${tasks * boxes} boxes → S3`;
  const s3 = s3Server(process.env);
  if (!s3) return [notMeasured(what, 'no S3 server: S3_ENDPOINT is not set')];
  if (cpus().length < 2) return [notMeasured(what, 'the machine has one core')];
  if (spawnSync('taskset', ['--version']).error) return [notMeasured(what, 'there is no taskset')];
  const settings = makeBuckets(s3);
  const data = await boxDataSet(bench.database.store, tasks, boxes);
  const builder = await bench.start('export-builder', { settings });
  const built = await bench.bus.ask(await exportRequest(bench.database.store, data), ArchiveBuilt);
  await builder.stop();
  const rows: Row[] = [];
  const [seconds, busiest]: [number[], number[]] = [[], []];
  const routers: Program[] = [];
  for (const core of [0, 1]) {
    routers.push(await bench.start('storage-router', { core, settings }));
    const [times, most]: [number[], number[]] = [[], []];
    for (let run = 0; run <= runs; run++) {
      const used = (): number[] => routers.map(({ pid }) => cpuSeconds(pid));
      const [before, started] = [used(), performance.now()];
      const facts = Array.from({ length: deliveries }, () => builtAgain(built));
      await Promise.all(facts.map((fact) => bench.bus.delivered(fact, 'original')));
      const took = (performance.now() - started) / 1000;
      if (run === 0) continue;
      const cpu = used().map((now, i) => now - (before[i] ?? 0));
      times.push(took);
      most.push(Math.max(...cpu));
      rows.push({
        routers: routers.length,
        'six archives': `${((built.archive.bytes * deliveries) / 1024 ** 2).toFixed(0)} MiB`,
        'built → delivered': `${took.toFixed(2)} s`,
        'CPU of each': cpu.map((each) => `${each.toFixed(1)} s`).join(', '),
      });
    }
    seconds.push(median(times));
    busiest.push(median(most));
  }
  console.log(markdown(rows));
  const [one = NaN, two = NaN] = seconds;
  const [alone = NaN, shared = NaN] = busiest;
  return [
    told(
      what,
      { value: one / two, unit: '×', decimals: 2 },
      `${one.toFixed(2)} s with one, ${two.toFixed(2)} s with two`,
    ),
    told('… the same by CPU of the busier router', { value: alone / shared, unit: '×', decimals: 2 }),
  ];
}

/** The same staged archive as that of another export. */
function builtAgain(built: DataOf<typeof ArchiveBuilt>): OutgoingEvent {
  const exportId = randomUUID();
  return createEvent(ArchiveBuilt, { ...built, exportId }, { source: 'export-builder', subject: exportId });
}
