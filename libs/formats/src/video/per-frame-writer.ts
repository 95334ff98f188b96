import { TextChunk, type MovingShape } from '@hub/annotations';
import { FramesBetween, type EntryFrame } from './frames-between.js';
import type { FrameRange, TrackHead, TrackKeyFrame, TrackText, VideoTrackWriter } from './video-track-writer.js';

/** Shapes between two key frames; null where a geometry cannot be interpolated (only key frames are written). */
export type Interpolation = (geometry: string, from: TrackKeyFrame, to: TrackKeyFrame) => MovingShape | null;

const chunkBytes = 1 << 16;

/**
 * The documented layout: one entry per object and frame. Between two key frames the shape is interpolated and the
 * answers of the earlier key frame hold; `metadata` stands on key frames only, as nobody made the frames between.
 * Without an interpolation only key frames are written, the stop entries among them.
 */
export class PerFrameWriter implements VideoTrackWriter {
  constructor(private readonly interpolation: Interpolation | null) {}

  async *write(
    track: TrackHead,
    keyFrames: AsyncIterable<TrackKeyFrame>,
    range: FrameRange,
    leadingComma: boolean,
  ): AsyncIterable<TrackText> {
    const chunk = new TextChunk(chunkBytes);
    let entries = 0;
    const taken = (): TrackText => {
      const text = { text: chunk.take(), entries };
      entries = 0;
      return text;
    };
    let previous: TrackKeyFrame | null = null;
    let between: FramesBetween | null = null;
    for await (const key of keyFrames) {
      const first = previous ? Math.max(previous.frame + 1, range.from) : key.frame;
      const last = Math.min(key.frame - 1, range.to);
      const shape = previous && first <= last ? this.shapeBetween(track, previous, key) : null;
      if (previous && shape) {
        between = new FramesBetween(shape, entryFrame(track, previous), between);
        for (let frame = first; frame <= last; frame++) {
          between.write(chunk, frame);
          entries++;
          if (chunk.full) yield taken();
        }
      }
      if (key.frame >= range.from && key.frame <= range.to) {
        chunk.string(keyFrameEntry(track, key, leadingComma || key.frame !== track.firstFrame));
        entries++;
        if (chunk.full) yield taken();
      }
      previous = key;
    }
    if (entries > 0) yield taken();
  }

  /** Nothing where the object is gone. */
  private shapeBetween({ geometry }: TrackHead, from: TrackKeyFrame, to: TrackKeyFrame): MovingShape | null {
    return from.stopped ? null : (this.interpolation?.(geometry, from, to) ?? null);
  }
}

/** A frame between key frames is never the first of its track: a comma stands before it. */
const entryFrame = ({ geometry, object }: TrackHead, { classifications, extra }: TrackKeyFrame): EntryFrame => ({
  start: `,{${JSON.stringify(geometry)}:`,
  middle: `,${object},"classifications":[${classifications}],"page":`,
  end: `${extra}}`,
});

function keyFrameEntry({ geometry, object }: TrackHead, key: TrackKeyFrame, comma: boolean): string {
  const metadata = key.metadata === null ? '' : `,"metadata":${key.metadata}`;
  const stopped = key.stopped ? ',"interpolationStopped":true' : '';
  const start = `${comma ? ',' : ''}{${JSON.stringify(geometry)}:${key.shape},${object}`;
  return `${start},"classifications":[${key.classifications}],"page":${key.frame}${metadata}${stopped}${key.extra}}`;
}
