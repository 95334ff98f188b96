import type { ExportedHead } from '../document/exported-document.js';

/** `seqinfo.ini`: `last` is the number of the last frame with an object. Source: MOTChallenge, seqinfo of MOT16. */
export function sequenceInfo({ metadata }: ExportedHead, name: string, last: number): string {
  const total = metadata['frameTotal'];
  return [
    '[Sequence]',
    `name=${name}`,
    'imDir=img1',
    `frameRate=${metadata.frameRate ?? 0}`,
    `seqLength=${typeof total === 'number' ? total : Math.max(1, last)}`,
    `imWidth=${metadata.width ?? 0}`,
    `imHeight=${metadata.height ?? 0}`,
    'imExt=.jpg',
    '',
  ].join('\n');
}
