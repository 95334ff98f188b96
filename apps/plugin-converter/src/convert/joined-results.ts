import type { ArchiveMember, FilePart, Segment } from '@hub/archive';
import { Losses, type FilePiece } from '@hub/formats';
import type { ConversionResult } from './conversion-result.js';

/** The results of all slices, joined by reference: some hundred bytes a slice. */
export class JoinedResults {
  readonly files: ArchiveMember[] = [];
  readonly losses = new Losses();
  /** Members by stream. */
  readonly members = new Map<string, number>();
  annotations = 0;
  /** Of the last slice; undefined where there was none. */
  state: unknown;
  private readonly runs = new Map<string, Segment[][]>();

  static async of(results: AsyncIterable<ConversionResult>): Promise<JoinedResults> {
    const joined = new JoinedResults();
    for await (const result of results) joined.add(result);
    return joined;
  }

  /** A stream as parts of a file: runs of segments, with the separator between those that hold anything. */
  parts(stream: Extract<FilePiece, { stream: string }>['stream'], separator: string): FilePart[] {
    const runs = this.runs.get(stream) ?? [];
    return runs.flatMap((run, i) => [...(i === 0 ? [] : [literal(separator)]), ...run.map(segmentPart)]);
  }

  private add({ streams, files, losses, annotations, state }: ConversionResult): void {
    for (const { stream, members, segments } of streams) {
      if (members === 0) continue;
      this.members.set(stream, (this.members.get(stream) ?? 0) + members);
      this.runs.set(stream, [...(this.runs.get(stream) ?? []), segments]);
    }
    this.files.push(...files);
    for (const [what, times] of losses) this.losses.add(what, times);
    this.annotations += annotations;
    // each slice went on from the one before
    this.state = state;
  }
}

export const segmentPart = (segment: Segment): FilePart => ({ kind: 'segment', segment });
const literal = (text: string): FilePart => ({ kind: 'literal', plain: Buffer.from(text).toString('base64') });
