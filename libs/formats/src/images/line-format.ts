import type { GeometryKind } from '@hub/annotations';
import type { Carries } from '../converter/fidelity.js';
import type { Losses } from '../converter/losses.js';
import type { ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import type { LabelFormat } from './per-image-run.js';

/** Text files in which each object is a line, ready when the object is met. */
export abstract class LineFormat implements LabelFormat<string> {
  readonly extension = '.txt';

  constructor(
    readonly carries: Carries,
    readonly folder: string,
  ) {}

  abstract entry(tool: ExportedTool, kind: GeometryKind, size: ImageSize | null, losses: Losses): string | null;

  file(_image: unknown, lines: readonly string[]): { body: string; annotations: number } {
    return { body: lines.map((line) => `${line}\n`).join(''), annotations: lines.length };
  }
}
