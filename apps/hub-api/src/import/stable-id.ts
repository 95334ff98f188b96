import { createHash } from 'node:crypto';

/** 23 hex digits, the form of object and schema ids, always the same for the same words: a file imported again gives the same ids. */
export const stableId = (...words: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 23);
