import type { Rewrapped } from './rewrap-secrets.js';

/** What a rotation did, in lines for people; `complete` when every secret is under the first key. */
export interface Rotation {
  readonly lines: readonly string[];
  readonly complete: boolean;
}

export const describeRewrapped = (outcomes: readonly Rewrapped[]): Rotation => ({
  lines: outcomes.flatMap(({ place, total, rewrapped, unopened }) => [
    `${place}: ${total} sealed, ${rewrapped} rewrapped, ${unopened.length} cannot be opened`,
    ...unopened.map(({ id, reason }) => `  ${place} ${id}: ${reason}`),
  ]),
  complete: outcomes.every(({ unopened }) => unopened.length === 0),
});
