import type { ImportFormat } from '../import-format.js';
import { assembleAlto } from './assemble-alto.js';
import { readAlto } from './read-alto.js';

/** ALTO: pages of documents with regions, lines, baselines and text. */
export const alto: ImportFormat = {
  name: 'alto',
  detect: ({ text }) => /<(\w+:)?alto[\s>]/.test(text),
  open: () => ({ read: readAlto, assemble: assembleAlto }),
};
