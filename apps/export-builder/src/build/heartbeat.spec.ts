import { withHeartbeat } from './heartbeat.js';

async function* numbers(count: number): AsyncIterable<number> {
  for (let n = 0; n < count; n++) yield n;
}

it('beats once a second of the clock and survives a refused beat', async () => {
  let time = 0;
  let beats = 0;
  const refuse = async (): Promise<void> => {
    beats++;
    throw new Error('rebalancing');
  };
  const seen: number[] = [];
  for await (const n of withHeartbeat(numbers(10), refuse, () => (time += 150))) seen.push(n);
  expect(seen).toHaveLength(10);
  expect(beats).toBe(1);
});
