import { PerFrameWriter, type Interpolation } from '@hub/formats';

/** Numbers of boxes and points move in a straight line. */
const interpolation: Interpolation = (_geometry, from, to) => {
  const a = JSON.parse(from.shape) as { x: number; y: number };
  const b = JSON.parse(to.shape) as { x: number; y: number };
  const span = to.frame - from.frame;
  return (frame) =>
    JSON.stringify({
      x: a.x + ((b.x - a.x) * (frame - from.frame)) / span,
      y: a.y + ((b.y - a.y) * (frame - from.frame)) / span,
    });
};

/** One writer for each toggle. */
export const videoTrackWriters = { keyFrames: new PerFrameWriter(null), allFrames: new PerFrameWriter(interpolation) };
