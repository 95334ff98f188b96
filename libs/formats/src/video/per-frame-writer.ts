import type { FrameRange, TrackHead, TrackKeyFrame, TrackText, VideoTrackWriter } from './video-track-writer.js';

/** Shapes between two key frames as JSON; null where a geometry cannot be interpolated (only key frames are written). */
export type Interpolation = (
  geometry: string,
  from: TrackKeyFrame,
  to: TrackKeyFrame,
) => ((frame: number) => string) | null;

const chunkCharacters = 1 << 16;

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
    const start = `{${JSON.stringify(track.geometry)}:`;
    const comma = (frame: number): string => (frame === track.firstFrame && !leadingComma ? '' : ',');
    let text = '';
    let entries = 0;
    let previous: TrackKeyFrame | null = null;
    for await (const key of keyFrames) {
      const shapeAt = previous && !previous.stopped ? this.interpolation?.(track.geometry, previous, key) : null;
      if (previous && shapeAt) {
        const end = `,${track.object},"classifications":[${previous.classifications}],"page":`;
        const last = Math.min(key.frame - 1, range.to);
        for (let frame = Math.max(previous.frame + 1, range.from); frame <= last; frame++) {
          // a frame between key frames is never the first of its track
          text += `,${start}${shapeAt(frame)}${end}${frame}${previous.extra}}`;
          entries++;
          if (text.length >= chunkCharacters) {
            yield { text, entries };
            text = '';
            entries = 0;
          }
        }
      }
      if (key.frame >= range.from && key.frame <= range.to) {
        text += `${comma(key.frame)}${start}${key.shape}${keyFrameEnd(track, key)}`;
        entries++;
      }
      previous = key;
      if (text.length >= chunkCharacters) {
        yield { text, entries };
        text = '';
        entries = 0;
      }
    }
    if (entries > 0) yield { text, entries };
  }
}

function keyFrameEnd(track: TrackHead, key: TrackKeyFrame): string {
  const metadata = key.metadata === null ? '' : `,"metadata":${key.metadata}`;
  const stopped = key.stopped ? ',"interpolationStopped":true' : '';
  return `,${track.object},"classifications":[${key.classifications}],"page":${key.frame}${metadata}${stopped}${key.extra}}`;
}
