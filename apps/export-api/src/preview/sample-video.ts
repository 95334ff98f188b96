import type { AnnotationSource, VideoDocument, VideoTrack } from '@hub/annotation-store';
import { interpolate } from '@hub/annotations';
import type { Include } from '@hub/event-contracts';
import { PerFrameWriter } from '@hub/formats';

/** One writer for each side of the toggle *Only Key Frames*. */
const writers = { keyFrames: new PerFrameWriter(null), allFrames: new PerFrameWriter(interpolate) };
/** Of the tracks of a document so many are looked at, spread evenly. */
const mostTracks = 16;

type Track = Extract<VideoDocument['parts'][number], { kind: 'track' }>;

/**
 * Stretches of a video's text, about `bytes` in all, and how large the whole document will be by what they turned out
 * to be.
 */
export async function sampleVideo(
  source: Pick<AnnotationSource, 'keyFrames'>,
  { parts }: Pick<VideoDocument, 'parts'>,
  include: Include,
  bytes: number,
): Promise<{ text: Buffer; plain: number }> {
  const tracks = parts.filter((part): part is Track => part.kind === 'track' && part.entries > 0);
  const read = new Set(evenly(tracks, mostTracks));
  let text = '';
  let [fixed, expected, measured, others] = [0, 0, 0, 0];
  for (const part of parts) {
    if (part.kind === 'text') {
      fixed += Buffer.byteLength(part.text);
      if (text.length < bytes) text += part.text.slice(0, bytes);
    } else if (read.has(part)) {
      const stretch = await readTrack(source, part, include, bytes / read.size);
      text += stretch.text;
      expected += roughBytes(part);
      measured += stretch.entries > 0 ? (Buffer.byteLength(stretch.text) * part.entries) / stretch.entries : 0;
    } else others += part.entries > 0 ? roughBytes(part) : 0;
  }
  const correction = expected > 0 && measured > 0 ? measured / expected : 1;
  return { text: Buffer.from(text), plain: Math.round(fixed + measured + others * correction) };
}

/** The middle of a track, as many frames as give about `bytes`; all of a short one. */
async function readTrack(
  source: Pick<AnnotationSource, 'keyFrames'>,
  { track, entries, leadingComma }: Track,
  include: Include,
  bytes: number,
): Promise<{ text: string; entries: number }> {
  const frames = track.lastFrame - track.firstFrame + 1;
  const share = Math.min(1, bytes / Math.max(1, roughBytes({ track, entries })));
  const wanted = Math.min(frames, Math.max(2, Math.ceil(frames * share)));
  const from = track.firstFrame + Math.floor((frames - wanted) / 2);
  const range = { from, to: from + wanted - 1 };
  const writer = include.onlyKeyFrames ? writers.keyFrames : writers.allFrames;
  const read = { text: '', entries: 0 };
  for await (const chunk of writer.write(track, source.keyFrames(track, include, range), range, leadingComma)) {
    read.text += chunk.text;
    read.entries += chunk.entries;
  }
  return read;
}

const roughBytes = ({ track, entries }: { track: Pick<VideoTrack, 'bytes' | 'keyFrames'>; entries: number }): number =>
  (track.bytes / Math.max(1, track.keyFrames)) * entries;

function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, n) => items[Math.floor((n * items.length) / most)] as T);
}
