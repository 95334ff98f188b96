/** How long the slices of a measurement take. */
export interface Lengths {
  readonly name: string;
  readonly mean: number;
  /** Ms of `count` slices, the same ones for the same seed. */
  draw(count: number, seed: number): number[];
}

/** A small generator with a seed (mulberry32), so that a run can be repeated. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const equal: Lengths = {
  name: '250 ms',
  mean: 250,
  draw: (count) => Array<number>(count).fill(250),
};

export const varied: Lengths = {
  name: '50 ms – 1 s',
  mean: 525,
  draw: (count, seed) => {
    const next = random(seed);
    return Array.from({ length: count }, () => Math.round(50 + 950 * next()));
  },
};
