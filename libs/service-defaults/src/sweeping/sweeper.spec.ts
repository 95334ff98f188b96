import { Logger } from '@nestjs/common';
import { Sweeper, type Sweep } from './sweeper.js';

beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Finds so much to do, one by one, in each round. */
class Counting implements Sweep {
  calls = 0;
  constructor(private readonly left: number[]) {}

  execute(): Promise<number> {
    this.calls++;
    const due = this.left[0] ?? 0;
    if (due > 0) this.left[0] = due - 1;
    else this.left.shift();
    return Promise.resolve(due);
  }
}

it('sweeps until nothing is due, each interval anew', async () => {
  const sweep = new Counting([2, 1]);
  const sweeper = new Sweeper('spec', 1000, [sweep]);
  sweeper.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(999);
  expect(sweep.calls).toBe(0);
  await jest.advanceTimersByTimeAsync(1);
  expect(sweep.calls).toBe(3);
  await jest.advanceTimersByTimeAsync(1000);
  expect(sweep.calls).toBe(5);
  await sweeper.onApplicationShutdown();
});

it('gives the others their turn when one fails, and comes again', async () => {
  const failing = { execute: jest.fn(() => Promise.reject(new Error('the store is down'))) };
  const other = new Counting([]);
  const sweeper = new Sweeper('spec', 1000, [failing, other]);
  sweeper.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(2000);
  expect([failing.execute.mock.calls.length, other.calls]).toEqual([2, 2]);
  await sweeper.onApplicationShutdown();
});

it('waits at its end for the call that runs, and makes no other', async () => {
  let end: (done: number) => void = () => undefined;
  const execute = jest.fn(() => new Promise<number>((resolve) => (end = resolve)));
  const sweeper = new Sweeper('spec', 1000, [{ execute }]);
  sweeper.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(1000);
  const stopped = jest.fn();
  const stopping = sweeper.onApplicationShutdown().then(stopped);
  await jest.advanceTimersByTimeAsync(0);
  expect(stopped).not.toHaveBeenCalled();
  end(1);
  await stopping;
  await jest.advanceTimersByTimeAsync(5000);
  expect(execute).toHaveBeenCalledTimes(1);
});
