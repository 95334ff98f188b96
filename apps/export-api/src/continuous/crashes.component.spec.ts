import { ExportRequested } from '@hub/event-contracts';
import { CrashingDatabase } from '../persistence/testing/crashing-database.js';
import { DeliveryBench } from '../testing/delivery-bench.js';
import { AdvanceDelivery } from './advance-delivery.js';

let bench: DeliveryBench;
let crashing: CrashingDatabase;
beforeAll(async () => {
  bench = await DeliveryBench.start();
  crashing = CrashingDatabase.of(bench.world);
});
afterAll(() => bench.world.stop());

const second = async (): Promise<void> => {
  await bench.tasks(1);
  await bench.wait(61);
};
/** What a step finds, and what has to be when it is done: batches delivered, and of the latest its number and attempt. */
const steps: Record<string, [prepare: () => Promise<void>, delivered: number, number: number, attempt: number]> = {
  'begins a batch': [second, 0, 1, 1],
  'goes on from a delivered one': [
    async () => {
      await bench.tasks(1);
      await bench.later();
      await bench.complete(await bench.batch());
      await second();
    },
    1,
    2,
    1,
  ],
  'tries a failed one again': [
    async () => {
      await bench.tasks(1);
      await bench.later();
      const batch = await bench.batch();
      await bench.world.sendAndWait(bench.world.news(batch).failed('deliver', 'destination', false));
      await bench.set({ tasks: 1 });
      await bench.wait(61);
    },
    0,
    1,
    2,
  ],
  'gives up a cancelled one': [
    async () => {
      await bench.tasks(1);
      await bench.later();
      await bench.world.call('manager', 'POST', `/api/exports/${(await bench.batch()).id}/cancel`);
      await second();
    },
    0,
    1,
    1,
  ],
};

/** Prepares, dies at a statement of a step, and lets another process finish. True: the step came through. */
async function dieAt(step: keyof typeof steps, statement: number, when: 'before' | 'after'): Promise<boolean> {
  const [prepare, delivered, number, attempt] = steps[step]!;
  await bench.clear();
  const before = new Set((await bench.exports()).map(({ id }) => id));
  await bench.set({ tasks: 1 });
  await prepare();
  const through = await crashing.run(() => bench.world.get(AdvanceDelivery).execute(), statement, when);
  await bench.later();
  await bench.later();
  const made = (await bench.exports()).filter(({ id, state }) => !before.has(id) && state !== 'cancelled');
  const { status } = await bench.view();
  expect(made.map(({ request }) => request.continuous!.batch)).toEqual(Array.from({ length: number }, (_, n) => n + 1));
  expect(status).toMatchObject({ batches: delivered, lastBatch: { batch: number, exportId: made.at(-1)!.id } });
  expect(made.at(-1)).toMatchObject({ state: 'requested', attempt });
  await bench.world.settled();
  for (const one of made) {
    const said = bench.world.bus.said(ExportRequested, one.id).map((event) => event.attempt);
    expect(said).toEqual(Array.from({ length: one.attempt }, (_, n) => n + 1));
  }
  return through;
}

it.each(Object.keys(steps).flatMap((step) => (['before', 'after'] as const).map((when) => [step, when] as const)))(
  'loses and doubles nothing when it dies while it %s, %s any statement',
  async (step, when) => {
    let statement = 1;
    while (!(await dieAt(step, statement, when))) statement++;
    // claim, look, decide, write: a step that has fewer did nothing
    expect(statement).toBeGreaterThan(8);
  },
  60_000,
);
