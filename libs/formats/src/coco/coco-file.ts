import type { CocoCategory } from './coco-categories.js';

/** The pieces of a COCO file around its two long lists, which are written stretch by stretch. */
export const cocoFile = {
  head: (name: string): string =>
    `{"info":${JSON.stringify({ description: name, version: '1.0' })},"licenses":[],"images":[\n`,
  separator: ',\n',
  between: '\n],"annotations":[\n',
  tail: (categories: readonly CocoCategory[]): string => `\n],"categories":${JSON.stringify(categories)}}`,
};
