import { Turns } from './turns.js';

it('lets so many in at once, in order, and goes on after a failure', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const end: (() => void)[] = [];
  const work = [0, 1, 2, 3].map((n) =>
    turns.take(async () => {
      begun.push(n);
      await new Promise<void>((resolve) => end.push(resolve));
      if (n === 0) throw new Error('first');
      return n;
    }),
  );
  expect(begun).toEqual([0, 1]);
  end[0]!();
  await expect(work[0]).rejects.toThrow('first');
  expect(begun).toEqual([0, 1, 2]);
  end[1]!();
  expect(await work[1]).toBe(1);
  expect(begun).toEqual([0, 1, 2, 3]);
  end.slice(2).forEach((resolve) => resolve());
  expect(await Promise.all(work.slice(2))).toEqual([2, 3]);
});
