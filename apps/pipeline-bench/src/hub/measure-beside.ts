import { boxDataSet } from '../data/data-sets.js';
import type { BenchSettings } from '../machine/bench-settings.js';
import { timesOf, type Finding } from '../report/finding.js';
import { percentile } from '../report/percentile.js';
import { markdown } from '../report/table.js';
import type { BenchDatabase } from '../build/bench-database.js';
import type { BenchHub, Exportable } from './bench-hub.js';
import { exportable } from './exportable.js';
import { HubPerson } from './hub-person.js';
import { onEmbeddedHub, onKafkaHub } from './on-hubs.js';

const boxes = 10;

interface Both {
  readonly small: Exportable;
  readonly giant: Exportable;
}

/** 100-task exports while a 1 M-annotation export is built and delivered, against the same on the idle hub. */
export async function measureBeside(settings: BenchSettings): Promise<Finding[]> {
  const prepare = async ({ store }: BenchDatabase): Promise<Both> => ({
    small: await exportable(store, await boxDataSet(store, 100, boxes)),
    giant: await exportable(store, await boxDataSet(store, settings.sized(100_000), boxes)),
  });
  const measure = (hub: BenchHub, both: Both) => measureOn(hub, both, settings.sized(60));
  return [...(await onEmbeddedHub(settings, prepare, measure)), ...(await onKafkaHub(settings, prepare, measure))];
}

async function measureOn(hub: BenchHub, both: Both, exports: number): Promise<Finding[]> {
  const [small, giant] = [await HubPerson.signIn(hub, both.small), await HubPerson.signIn(hub, both.giant)];
  try {
    for (let warming = 20; warming > 0; warming--) await small.export();
    const idle: number[] = [];
    while (idle.length < exports) idle.push((await small.export()).told);
    const beside: number[] = [];
    let giants = 0;
    while (beside.length < exports) {
      beside.push(...(await timesBeside(small, giant)));
      giants++;
    }
    const row = (name: string, times: number[]) => ({
      [`100 tasks, ${hub.name}`]: name,
      exports: times.length,
      ...Object.fromEntries(
        [0.5, 0.9, 0.99].map((share) => [`p${share * 100}`, `${percentile(times, share).toFixed(0)} ms`]),
      ),
    });
    console.log(markdown([row('idle', idle), row(`beside ${giants} giants, one after the other`, beside)]));
    const at = (times: number[]) => ({ value: percentile(times, 0.5), unit: 'ms' });
    return [timesOf(`100-task export beside a giant, ${hub.name}, p50`, at(beside), { ...at(idle), name: 'idle' }, 3)];
  } finally {
    small.signOut();
    giant.signOut();
  }
}

/** Small exports that began and ended while one giant ran, ms each. */
async function timesBeside(small: HubPerson, giant: HubPerson): Promise<number[]> {
  const { id } = await giant.request();
  let running = true;
  const ended = giant.toldOf(id).finally(() => (running = false));
  // a rejection is looked at below
  ended.catch(() => undefined);
  const times: number[] = [];
  while (running) {
    const { told } = await small.export();
    if (running) times.push(told);
  }
  await ended;
  return times;
}
