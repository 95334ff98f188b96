import type { S3Operation } from '@hub/testing';
import type { Cell, Moment } from './cell.js';
import { headTroubles, s3Troubles, stagingTroubles, uploadGone, uploadGoneForEver } from './s3-troubles.js';
import { swept, type Troubles } from './trouble.js';

const cellsOf = (operation: S3Operation, moment: Moment, troubles: Troubles, skip = 0): Cell[] =>
  Object.entries(troubles).map(([trouble, cell]) => ({ operation, moment, trouble, skip, ...cell }));

/** Every call of S3 that a delivery makes, with everything that may happen to it. */
export function s3Cells(secretAccessKey: string): Cell[] {
  const troubles = s3Troubles(secretAccessKey);
  const head = headTroubles(secretAccessKey);
  // a HEAD that finds nothing says that there is nothing to remove; some of three may meet the delivery that still ends
  const { 'bucket gone': _gone, 'SlowDown ×3': _thrice, ...headOfLate } = head;
  return [
    ...cellsOf('PutObject', 'small delivery', troubles),
    ...cellsOf('CreateMultipartUpload', 'large delivery', troubles),
    // in its middle: the first part has arrived
    ...cellsOf('UploadPart', 'large delivery', { ...troubles, 'upload gone': uploadGone }, 1),
    ...cellsOf('UploadPart', 'large delivery', { 'upload gone for ever': uploadGoneForEver }, 1),
    ...cellsOf('CompleteMultipartUpload', 'large delivery', { ...troubles, 'upload gone': uploadGone }),
    ...cellsOf('HeadObject', 'choosing a name', head),
    ...cellsOf('HeadObject', 'large delivery', head, 1),
    ...cellsOf('GetObject', 'reading', stagingTroubles(secretAccessKey)),
    ...cellsOf('CompleteMultipartUpload', 'retry', { ...troubles, 'upload gone': uploadGone }),
    ...cellsOf('ListMultipartUploads', 'sweep', swept(troubles)),
    ...cellsOf('AbortMultipartUpload', 'sweep', swept({ ...troubles, 'upload gone': uploadGone })),
    ...cellsOf('HeadObject', 'late object', swept(headOfLate)),
    ...cellsOf('DeleteObject', 'late object', swept(troubles)),
  ];
}
