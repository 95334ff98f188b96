import type { GcsOperation } from '@hub/testing';
import type { Cell, Moment } from './cell.js';
import { gcsTroubles, sessionGone, sessionGoneForEver } from './gcs-troubles.js';
import { swept, type Troubles } from './trouble.js';

const cellsOf = (operation: GcsOperation, moment: Moment, troubles: Troubles, skip = 0): Cell[] =>
  Object.entries(troubles).map(([trouble, cell]) => ({ operation, moment, trouble, skip, ...cell }));

/** Every call of Google's JSON API that a delivery makes, with everything that may happen to it. */
export const gcsCells: readonly Cell[] = [
  ...cellsOf('UploadObject', 'small delivery', gcsTroubles),
  ...cellsOf('BeginSession', 'large delivery', gcsTroubles),
  ...cellsOf('UploadChunk', 'large delivery', { ...gcsTroubles, 'session gone': sessionGone }),
  ...cellsOf('UploadLastChunk', 'large delivery', { ...gcsTroubles, 'session gone': sessionGone }),
  ...cellsOf('UploadLastChunk', 'large delivery', { 'session gone for ever': sessionGoneForEver }),
  ...cellsOf('UploadLastChunk', 'retry', gcsTroubles),
  ...cellsOf('GetMetadata', 'choosing a name', gcsTroubles),
  ...cellsOf('GetMetadata', 'large delivery', gcsTroubles, 1),
  ...cellsOf('EndSession', 'sweep', swept({ ...gcsTroubles, 'session gone': sessionGone })),
  ...cellsOf('GetMetadata', 'late object', swept(gcsTroubles)),
  ...cellsOf('DeleteMedia', 'late object', swept(gcsTroubles)),
];
