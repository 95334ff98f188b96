import type { AnnotationSource, VideoDocument } from '@hub/annotation-store';
import type { Include } from '@hub/event-contracts';
import type { TrackText, VideoTrackWriter } from '@hub/formats';
import type { VideoPosition } from './slice-input.js';

export interface VideoStretch {
  readonly from: VideoPosition;
  /** Not included; null is the end. */
  readonly to: VideoPosition | null;
}
export const wholeVideo: VideoStretch = { from: { part: 0, frame: 0 }, to: null };

/** The text of a stretch of a video document, in chunks, with the number of track entries in each. */
export async function* videoText(
  source: Pick<AnnotationSource, 'keyFrames'>,
  writer: VideoTrackWriter,
  document: Pick<VideoDocument, 'parts'>,
  include: Include,
  { from, to }: VideoStretch,
): AsyncIterable<TrackText> {
  const end = to ?? { part: document.parts.length, frame: 0 };
  for (let n = from.part; n <= end.part; n++) {
    const part = document.parts[n];
    if (part?.kind === 'text' && n < end.part) yield { text: Buffer.from(part.text), entries: 0 };
    if (part?.kind !== 'track') continue;
    const range = {
      from: n === from.part ? Math.max(from.frame, part.track.firstFrame) : part.track.firstFrame,
      to: n === end.part ? Math.min(end.frame - 1, part.track.lastFrame) : part.track.lastFrame,
    };
    if (range.from > range.to || part.entries === 0) continue;
    yield* writer.write(part.track, source.keyFrames(part.track, include, range), range, part.leadingComma);
  }
}

/** What the tracks of the whole document have to give. */
export const expectedEntries = (document: Pick<VideoDocument, 'parts'>): number =>
  document.parts.reduce((sum, part) => sum + (part.kind === 'track' ? part.entries : 0), 0);
