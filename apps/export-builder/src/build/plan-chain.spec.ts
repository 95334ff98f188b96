import { PlanChain } from './plan-chain.js';
import type { PlannedPiece, SliceResult } from './slice-result.js';

const piece = (tasks: number, next: number | null): PlannedPiece => ({ tasks, bytes: 0, next });
const slice = (planFrom?: number, planned?: PlannedPiece) => ({
  input: { runs: [], tasks: 0, bytes: 0, planFrom },
  result: { planned } as SliceResult,
});

async function followed(first: PlannedPiece, slices: readonly ReturnType<typeof slice>[]): Promise<PlanChain> {
  const chain = new PlanChain(slices.length, first);
  async function* all() {
    yield* slices;
  }
  let passed = 0;
  for await (const each of chain.follow(all())) expect(each).toBe(slices[passed++]);
  expect(passed).toBe(slices.length);
  return chain;
}

it('adds up what all pieces counted', async () => {
  expect((await followed(piece(3, null), [slice(), slice()])).tasks).toBe(3);
  const grown = [slice(10, piece(4, 20)), slice(), slice(20, piece(5, null)), slice()];
  expect((await followed(piece(3, 10), grown)).tasks).toBe(12);
});

it.each([
  ['a piece is missing at the end', piece(3, 10), [slice(), slice()], 'ended before 10'],
  ['a piece is missing between', piece(3, 10), [slice(10, piece(1, 20)), slice(30, piece(1, null))], 'come to 20'],
  ['a piece was planned twice', piece(3, 10), [slice(10, piece(1, 20)), slice(10, piece(1, 20))], 'come to 20'],
  ['nothing had to be planned', piece(3, null), [slice(10, piece(1, null))], 'come to null'],
  ['a slice did not plan on', piece(3, 10), [slice(10)], 'did not go on from 10'],
])('refuses to conclude when %s', async (_, first, slices, message) => {
  await expect(followed(first, slices)).rejects.toMatchObject({
    code: 'reconciliation-failed',
    fault: 'hub',
    message: expect.stringContaining(message),
  });
});
