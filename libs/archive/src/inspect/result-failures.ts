import { Failure } from '@hub/failures';

const shown = (name: string): string => JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);

export const unsafe = (entry: string, what: string): Failure =>
  new Failure('result-unsafe', 'plugin', `The archive was refused: its entry ${shown(entry)} ${what}.`, {
    field: 'entry',
    value: entry,
  });

export const unreadable = (why: string, cause?: unknown): Failure =>
  new Failure('result-unsafe', 'plugin', `The archive was refused: it is no readable zip (${why.slice(0, 200)}).`, {
    cause,
  });

export const tooLarge = (what: string): Failure =>
  new Failure('result-too-large', 'plugin', `The archive was refused: ${what}.`);
