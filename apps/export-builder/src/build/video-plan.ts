import type { OutlineRow, VideoDocument, VideoPart } from '@hub/annotation-store';
import type { SliceInput, VideoPosition } from './slice-input.js';

/** Braces, keys and frame number of an entry. */
const entryFrame = 60;

/** Slices of one large video, each of about `targetBytes`; one slice when it cannot or need not be cut. */
export function planVideo(row: OutlineRow, document: VideoDocument, targetBytes: number): SliceInput[] {
  const cuts = document.unwritable ? [] : cutVideo(document.parts, targetBytes);
  if (cuts.length === 0) return [{ runs: [{ kind: 'video', seq: row.seq }], tasks: 1, bytes: row.bytes }];
  const borders: (VideoPosition | null)[] = [...cuts, null];
  let from: VideoPosition = { part: 0, frame: 0 };
  return borders.map((to, n) => {
    const slice: SliceInput = {
      runs: [{ kind: 'video-part', seq: row.seq, from, to }],
      tasks: n === 0 ? 1 : 0,
      bytes: Math.round(row.bytes / borders.length),
    };
    if (to) from = to;
    return slice;
  });
}

/** Where to cut, in order. Entries are taken as spread evenly over the frames of their track. */
export function cutVideo(parts: readonly VideoPart[], targetBytes: number): VideoPosition[] {
  const cuts: VideoPosition[] = [];
  let size = 0;
  for (const [n, part] of parts.entries()) {
    if (size >= targetBytes) {
      cuts.push({ part: n, frame: 0 });
      size = 0;
    }
    if (part.kind === 'text') {
      size += Buffer.byteLength(part.text);
      continue;
    }
    const { firstFrame, lastFrame } = part.track;
    const total = part.entries * entryBytes(part.track);
    const perFrame = Math.max(total / (lastFrame - firstFrame + 1), Number.MIN_VALUE);
    let frame = firstFrame;
    for (;;) {
      const next = frame + Math.max(1, Math.ceil((targetBytes - size) / perFrame));
      if (next > lastFrame) break;
      cuts.push({ part: n, frame: next });
      size = 0;
      frame = next;
    }
    size += (lastFrame - frame + 1) * perFrame;
  }
  return cuts;
}

const entryBytes = (track: { geometry: string; object: string; bytes: number; keyFrames: number }): number =>
  track.geometry.length + Buffer.byteLength(track.object) + track.bytes / Math.max(1, track.keyFrames) + entryFrame;
