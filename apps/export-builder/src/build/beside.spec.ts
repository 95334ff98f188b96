import { beside, until } from './beside.js';

const never = new AbortController().signal;
const untilTold = (log: string[]) => async (signal: AbortSignal) => {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await Promise.resolve();
  log.push('ended');
  throw new Error('told to stop');
};

it('does both at a time', async () => {
  let meet: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  expect(
    await beside(
      never,
      async () => {
        await met;
        return 1;
      },
      async () => {
        meet();
        return 'a';
      },
    ),
  ).toEqual([1, 'a']);
});

it('tells the other when one fails, waits for it, and gives the first reason', async () => {
  const log: string[] = [];
  const failing = async (): Promise<void> => {
    throw new Error('the bucket refused');
  };
  await expect(beside(never, failing, untilTold(log))).rejects.toThrow('the bucket refused');
  await expect(beside(never, untilTold(log), failing)).rejects.toThrow('the bucket refused');
  expect(log).toEqual(['ended', 'ended']);
});

it('tells both when it is told', async () => {
  const log: string[] = [];
  const stop = new AbortController();
  const both = beside(stop.signal, untilTold(log), untilTold(log));
  stop.abort();
  await expect(both).rejects.toThrow('told to stop');
  expect(log).toEqual(['ended', 'ended']);
});

it('passes items on until it is told', async () => {
  const stop = new AbortController();
  async function* items(): AsyncIterable<number> {
    yield* [1, 2, 3];
  }
  const read: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const item of until(stop.signal, items())) {
      read.push(item);
      if (item === 2) stop.abort(new Error('cancelled'));
    }
  };
  await expect(reading()).rejects.toThrow('cancelled');
  expect(read).toEqual([1, 2]);
});
