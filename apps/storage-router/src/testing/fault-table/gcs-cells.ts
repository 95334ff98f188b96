import type { GcsOperation } from '@hub/testing';
import type { Cell, Moment } from './cell.js';
import { gcsTroubles, sessionGone, sessionGoneForEver } from './gcs-troubles.js';
import { swept, type Troubles } from './trouble.js';

const cellsOf = (operation: GcsOperation, moment: Moment, troubles: Troubles, skip = 0): Cell[] =>
  Object.entries(troubles).map(([trouble, cell]) => ({ operation, moment, trouble, skip, ...cell }));

/** Of a session whose bucket is gone Google knows no more than of any other session that is gone. */
const sessionTroubles = {
  ...gcsTroubles,
  'bucket gone': { ...gcsTroubles['bucket gone'], ends: 'upload-lost' },
} satisfies Troubles;
/** A session that is gone has nothing to end. */
const endTroubles = { ...swept(gcsTroubles), 'bucket gone': { ...gcsTroubles['bucket gone'], ends: 'cleared' } };

/** Some of three may meet the delivery that still ends. */
const { '429 ×3': _429, '503 ×3': _503, ...lateTroubles } = gcsTroubles;

/** Every call of Google's JSON API that a delivery makes, with everything that may happen to it. */
export const gcsCells: readonly Cell[] = [
  ...cellsOf('UploadObject', 'small delivery', gcsTroubles),
  ...cellsOf('BeginSession', 'large delivery', gcsTroubles),
  ...cellsOf('UploadChunk', 'large delivery', { ...sessionTroubles, 'session gone': sessionGone }),
  ...cellsOf('UploadLastChunk', 'large delivery', { ...sessionTroubles, 'session gone': sessionGone }),
  ...cellsOf('UploadLastChunk', 'large delivery', { 'session gone for ever': sessionGoneForEver }),
  ...cellsOf('UploadLastChunk', 'retry', sessionTroubles),
  ...cellsOf('GetMetadata', 'choosing a name', gcsTroubles),
  ...cellsOf('GetMetadata', 'large delivery', gcsTroubles, 1),
  ...cellsOf('EndSession', 'sweep', { ...endTroubles, 'session gone': { ...sessionGone, ends: 'cleared' } }),
  ...cellsOf('GetMetadata', 'late object', swept(lateTroubles)),
  ...cellsOf('DeleteMedia', 'late object', swept(gcsTroubles)),
];
