import type { FilePart, Segment } from '@hub/archive';
import type { ExportFormatWriter } from './format-writer.js';

/** The part of a file that one slice wrote. */
export interface SlicePart {
  readonly segments: readonly Segment[];
  /** It goes on with a document that an earlier slice began: nothing goes between them. */
  readonly beginsInside: boolean;
}

const literal = (text: string): FilePart[] =>
  text === '' ? [] : [{ kind: 'literal', plain: Buffer.from(text).toString('base64') }];

/** The parts of the data file: slices that wrote nothing (all quarantined) leave no separator behind. */
export function joinParts(format: ExportFormatWriter, slices: Iterable<SlicePart>): FilePart[] {
  const parts: FilePart[] = [];
  for (const { segments, beginsInside } of slices) {
    if (segments.length === 0) continue;
    if (parts.length === 0) parts.push(...literal(format.head));
    else if (!beginsInside) parts.push(...literal(format.separator));
    for (const segment of segments) parts.push({ kind: 'segment', segment });
  }
  return parts.length === 0 ? literal(format.empty) : [...parts, ...literal(format.tail)];
}
