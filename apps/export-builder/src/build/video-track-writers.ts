import { interpolate } from '@hub/annotations';
import { PerFrameWriter } from '@hub/formats';

/** One writer for each side of the toggle *Only Key Frames*. */
export const videoTrackWriters = { keyFrames: new PerFrameWriter(null), allFrames: new PerFrameWriter(interpolate) };
