import { boxDataSet } from '../data/data-sets.js';
import type { BenchSettings } from '../machine/bench-settings.js';
import { atMost, type Finding } from '../report/finding.js';
import { percentile } from '../report/percentile.js';
import { markdown } from '../report/table.js';
import type { BenchDatabase } from '../build/bench-database.js';
import type { BenchHub, Exportable } from './bench-hub.js';
import { exportable } from './exportable.js';
import { HubPerson } from './hub-person.js';
import { onEmbeddedHub, onKafkaHub } from './on-hubs.js';

const [tasks, boxes] = [100, 10];
const budgets = { embedded: { p50: 150, p99: 500 }, Kafka: { p50: 300, p99: 1000 } };

/** 100-task exports one after the other, warm: request → notification on the socket. */
export async function measureSmall(settings: BenchSettings): Promise<Finding[]> {
  const prepare = async ({ store }: BenchDatabase): Promise<Exportable> =>
    exportable(store, await boxDataSet(store, tasks, boxes));
  const measure = (budget: { p50: number; p99: number }) => (hub: BenchHub, data: Exportable) =>
    measureOn(hub, data, settings, budget);
  return [
    ...(await onEmbeddedHub(settings, prepare, measure(budgets.embedded))),
    ...(await onKafkaHub(settings, prepare, measure(budgets.Kafka))),
  ];
}

async function measureOn(
  hub: BenchHub,
  data: Exportable,
  { sized }: BenchSettings,
  budget: { p50: number; p99: number },
): Promise<Finding[]> {
  const person = await HubPerson.signIn(hub, data);
  try {
    for (let warming = sized(50); warming > 0; warming--) await person.export();
    const [told, answered]: [number[], number[]] = [[], []];
    for (let left = sized(300); left > 0; left--) {
      const times = await person.export();
      told.push(times.told);
      answered.push(times.answered);
    }
    const row = (name: string, times: number[]) => ({
      [`${tasks} tasks, ${hub.name}`]: name,
      exports: times.length,
      ...Object.fromEntries(
        [0.5, 0.9, 0.99, 1].map((share) => [`p${share * 100}`, `${percentile(times, share).toFixed(0)} ms`]),
      ),
    });
    console.log(markdown([row('request → answer', answered), row('request → notification', told)]));
    const at = (share: number) => ({ value: percentile(told, share), unit: 'ms' });
    return [
      atMost(`${tasks}-task export → notification, ${hub.name}, p50`, at(0.5), budget.p50),
      atMost(`${tasks}-task export → notification, ${hub.name}, p99`, at(0.99), budget.p99),
    ];
  } finally {
    person.signOut();
  }
}
