import type { NewTrack } from '@hub/annotation-store';
import { coordinate, seededRandom } from './seeded-random.js';

export const tracksPerVideo = 50;
const framesPerKeyFrame = 50;
/** Frames of a video are a multiple of it: every track as long, with whole distances between its key frames. */
export const framesUnit = 2 * tracksPerVideo * framesPerKeyFrame;

/** Tracks of one video that together give `annotatedFrames` entries, a key frame for every fifty of them. */
export function* videoTracks(annotatedFrames: number): Generator<NewTrack> {
  const frames = annotatedFrames / tracksPerVideo;
  const random = seededRandom(annotatedFrames);
  for (let n = 0; n < tracksPerVideo; n++) {
    yield {
      geometry: 'bounding-box',
      objectId: `track-${String(n).padStart(4, '0')}`,
      schemaId: 'b00',
      title: 'Car',
      keyFrames: keyFrames(frames, random),
    };
  }
}

/** Key frames at both ends and evenly between: every frame of the video carries an entry of the track. */
function* keyFrames(frames: number, random: () => number) {
  const count = frames / framesPerKeyFrame;
  for (let k = 0; k < count; k++) {
    yield {
      frame: k === count - 1 ? frames - 1 : k * framesPerKeyFrame,
      shape: {
        x: coordinate(random, 1600, 2),
        y: coordinate(random, 900, 2),
        width: coordinate(random, 320, 3),
        height: coordinate(random, 180, 3),
      },
    };
  }
}
