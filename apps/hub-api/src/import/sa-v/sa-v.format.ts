import type { ImportFormat } from '../import-format.js';
import { assembleSaV, saVTracks } from './assemble-sa-v.js';
import { readSaV } from './read-sa-v.js';

/** SA-V: masks of the objects of one video, COCO's compressed run lengths. */
export const saV: ImportFormat = {
  name: 'sa-v',
  detect: ({ text }) => /^\s*\{/.test(text) && /"(masklet|masklet_id)"\s*:\s*\[/.test(text),
  open: () => ({ read: readSaV, assemble: assembleSaV, tracks: saVTracks }),
};
