import type { AnnotationSource, VideoDocument, VideoTrack } from '@hub/annotation-store';
import { interpolate } from '@hub/annotations';
import type { Include } from '@hub/event-contracts';
import { PerFrameWriter } from '@hub/formats';

/** One writer for each side of the toggle *Only Key Frames*. */
const writers = { keyFrames: new PerFrameWriter(null), allFrames: new PerFrameWriter(interpolate) };
/** A track compresses the better the longer it is: shorter stretches would say too little. */
const stretchBytes = 256 * 1024;

type Track = Extract<VideoDocument['parts'][number], { kind: 'track' }>;

export interface VideoSample {
  readonly text: Buffer;
  /** Size of the whole document. */
  readonly plain: number;
}

/**
 * Stretches of a video's text, about `bytes` in all, and how large the whole document will be by what they turned out
 * to be.
 */
export async function sampleVideo(
  source: Pick<AnnotationSource, 'keyFrames'>,
  { parts }: Pick<VideoDocument, 'parts'>,
  include: Include,
  bytes: number,
): Promise<VideoSample> {
  const tracks = parts.filter((part): part is Track => part.kind === 'track' && part.entries > 0);
  const read = someTracks(tracks, bytes);
  const expectedOfRead = sum([...read].map(roughBytes));
  const text: Buffer[] = [];
  let [fixed, measured, others] = [0, 0, 0];
  for (const part of parts) {
    if (part.kind === 'text') {
      const whole = Buffer.from(part.text);
      fixed += whole.length;
      text.push(whole.subarray(0, bytes));
    } else if (read.has(part)) {
      const share = Math.min(1, bytes / Math.max(1, expectedOfRead));
      const stretch = await readTrack(source, part, include, share);
      text.push(stretch.text);
      measured += stretch.entries > 0 ? (stretch.text.length * part.entries) / stretch.entries : 0;
    } else others += roughBytes(part);
  }
  const correction = expectedOfRead > 0 && measured > 0 ? measured / expectedOfRead : 1;
  return { text: Buffer.concat(text), plain: Math.round(fixed + measured + others * correction) };
}

/** All tracks while each can be read in a stretch of some length, else as many as that allows, spread evenly. */
function someTracks(tracks: readonly Track[], bytes: number): Set<Track> {
  const all = sum(tracks.map(roughBytes));
  const most = all <= bytes ? tracks.length : Math.max(1, Math.floor(bytes / stretchBytes));
  if (tracks.length <= most) return new Set(tracks);
  return new Set(Array.from({ length: most }, (_, n) => tracks[Math.floor((n * tracks.length) / most)] as Track));
}

/** The middle of a track, a share of its frames. */
async function readTrack(
  source: Pick<AnnotationSource, 'keyFrames'>,
  { track, leadingComma }: Track,
  include: Include,
  share: number,
): Promise<{ text: Buffer; entries: number }> {
  const frames = track.lastFrame - track.firstFrame + 1;
  const wanted = Math.min(frames, Math.max(2, Math.ceil(frames * share)));
  const from = track.firstFrame + Math.floor((frames - wanted) / 2);
  const range = { from, to: from + wanted - 1 };
  const writer = include.onlyKeyFrames ? writers.keyFrames : writers.allFrames;
  const chunks: Buffer[] = [];
  let entries = 0;
  for await (const chunk of writer.write(track, source.keyFrames(track, include, range), range, leadingComma)) {
    chunks.push(chunk.text);
    entries += chunk.entries;
  }
  return { text: Buffer.concat(chunks), entries };
}

/** What its key frames take, stretched to all entries. */
const roughBytes = ({ track, entries }: { track: Pick<VideoTrack, 'bytes' | 'keyFrames'>; entries: number }): number =>
  (track.bytes / Math.max(1, track.keyFrames)) * entries;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
