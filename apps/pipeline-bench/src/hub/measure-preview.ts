import { z } from 'zod';
import type { BenchDatabase } from '../build/bench-database.js';
import { boxDataSet, videoDataSet } from '../data/data-sets.js';
import { framesUnit } from '../data/video-tracks.js';
import type { BenchSettings } from '../machine/bench-settings.js';
import { atMost, told, type Finding } from '../report/finding.js';
import { markdown, type Row } from '../report/table.js';
import type { Exportable } from './bench-hub.js';
import { exportable } from './exportable.js';
import { firstEntryBytes } from './first-entry.js';
import { HubPerson } from './hub-person.js';
import { onEmbeddedHub } from './on-hubs.js';

const previewSchema = z.object({
  tasks: z.number(),
  annotations: z.number(),
  bytes: z.number(),
  archiveBytes: z.number(),
  seconds: z.number(),
});
const linkSchema = z.object({ url: z.url() });
const runs = 2;
const names = ['bytes', 'archiveBytes', 'seconds'] as const;
type Sizes = Record<(typeof names)[number], number>;

/** What the preview says beforehand, and what comes out: of a project that nobody exported yet, and of one that somebody did. */
export async function measurePreview(settings: BenchSettings): Promise<Finding[]> {
  const prepare = async ({ store }: BenchDatabase): Promise<Exportable[]> => [
    await exportable(store, await boxDataSet(store, settings.sized(100_000), 10)),
    await exportable(store, await boxDataSet(store, 100, 10)),
    await exportable(store, await videoDataSet(store, settings.sized(1_000_000, framesUnit))),
  ];
  return onEmbeddedHub(settings, prepare, async (hub, all) => {
    const rows: Row[] = [];
    const [sizes, seconds]: [number[], number[]] = [[], []];
    for (const data of all) {
      const person = await HubPerson.signIn(hub, data);
      for (let run = 1; run <= runs; run++) {
        const { predicted, real, asked } = await compared(person, data);
        sizes.push(off(predicted.bytes, real.bytes), off(predicted.archiveBytes, real.archiveBytes));
        seconds.push(off(predicted.seconds, real.seconds));
        rows.push({
          project: data.projectName,
          export: run,
          'preview took': `${asked.toFixed(0)} ms`,
          ...cells(predicted, real),
        });
      }
      person.signOut();
    }
    console.log(markdown(rows));
    const percent = (value: number) => ({ value, unit: '%', decimals: 1 });
    return [
      atMost('preview: largest error of bytes and archive bytes', percent(Math.max(...sizes)), 20),
      told('preview: largest error of seconds', percent(Math.max(...seconds)), 'the first export of each is a guess'),
    ];
  });
}

async function compared(person: HubPerson, { projectId }: Exportable) {
  const asking = performance.now();
  const predicted = previewSchema.parse(
    await person.json('POST', `/api/projects/${projectId}/exports/preview`, { format: 'json', reuse: false }),
  );
  const asked = performance.now() - asking;
  const { exportId, told: milliseconds } = await person.export();
  const { artifacts } = await person.find(exportId);
  const link = linkSchema.parse(await person.json('POST', `/api/exports/${exportId}/artifacts/original/link`));
  const head = await fetch(link.url, { headers: { range: 'bytes=0-4095' } });
  const real: Sizes = {
    bytes: firstEntryBytes(Buffer.from(await head.arrayBuffer())),
    archiveBytes: artifacts[0]?.bytes ?? NaN,
    seconds: milliseconds / 1000,
  };
  return { predicted, real, asked };
}

/** Percent of the real one. */
const off = (predicted: number, real: number): number => (Math.abs(predicted - real) / real) * 100;

function cells(predicted: Sizes, real: Sizes): Row {
  const show = (name: keyof Sizes, value: number): string =>
    name === 'seconds' ? `${value.toFixed(2)} s` : `${(value / 1e6).toFixed(2)} MB`;
  return Object.fromEntries(
    names.map((name) => [
      name,
      `${show(name, predicted[name])}, came ${show(name, real[name])}: ${off(predicted[name], real[name]).toFixed(0)} %`,
    ]),
  );
}
