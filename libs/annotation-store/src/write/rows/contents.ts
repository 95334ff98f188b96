import type { EntityManager } from 'typeorm';
import { entriesOf, type KeyFrameText, type TrackText } from '../content/build-tracks.js';
import type { ContentText } from '../content/build-content.js';
import { bulkInsert, nextNumbers, type Cell } from './bulk-insert.js';

/** A row of `task_contents` and its figures, which the revisions that show it carry too. */
export interface StoredContent {
  readonly contentId: number;
  readonly bytes: number;
  readonly bytesWithMetadata: number;
  readonly annotations: number;
  readonly tracks: number;
  readonly frames: number;
  readonly contentUnwritable: boolean;
}

/** The one that holds nothing. */
export const emptyContent: StoredContent = {
  contentId: 0,
  bytes: 0,
  bytesWithMetadata: 0,
  annotations: 0,
  tracks: 0,
  frames: 0,
  contentUnwritable: false,
};

export const keyFrameColumns = [
  'track_id',
  'frame',
  'shape',
  'classifications',
  'classifications_with_metadata',
  'metadata',
  'extra',
  'stopped',
] as const;

const contentColumns = [
  'id',
  'tools',
  'tools_with_metadata',
  'rest',
  'rest_with_metadata',
  'annotations',
  'class_counts',
  'pages',
  'bytes',
  'bytes_with_metadata',
  'tracks',
  'frames',
  'unwritable',
] as const;

const trackColumns = [
  'id',
  'geometry',
  'object',
  'title',
  'key_frames',
  'first_frame',
  'last_frame',
  'frames',
  'bytes',
  'digest',
] as const;

/** Stores contents, in order. Tracks found in `known` (id by digest) are used again. */
export async function insertContents(
  manager: EntityManager,
  contents: readonly ContentText[],
  known: ReadonlyMap<string, number> = new Map(),
): Promise<StoredContent[]> {
  const ids = await nextNumbers(manager, 'task_contents', 'id', contents.length);
  const stored = contents.map((content, i) => storedContent(ids[i]!, content));
  await bulkInsert(
    manager,
    'task_contents',
    contentColumns,
    contents.map((content, i) => contentRow(stored[i]!, content)),
  );
  const placed = contents.flatMap((content, i) =>
    content.tracks.map((track, ord) => ({ contentId: ids[i]!, ord, track })),
  );
  const fresh = placed.filter(({ track }) => !known.has(track.digest));
  const trackIds = await nextNumbers(manager, 'video_tracks', 'id', fresh.length);
  const idOf = new Map(fresh.map(({ track }, i) => [track, trackIds[i]!]));
  await bulkInsert(
    manager,
    'video_tracks',
    trackColumns,
    fresh.map(({ track }) => trackRow(idOf.get(track)!, track)),
  );
  for (const { track } of fresh) {
    await bulkInsert(
      manager,
      'key_frames',
      keyFrameColumns,
      track.keyFrames.map((frame) => keyFrameRow(idOf.get(track)!, frame)),
    );
  }
  await linkTracks(
    manager,
    placed.map(({ contentId, ord, track }) => [contentId, ord, idOf.get(track) ?? known.get(track.digest)!]),
  );
  return stored;
}

/** Rows of content id, position, track id. */
export const linkTracks = (manager: EntityManager, links: readonly (readonly number[])[]): Promise<void> =>
  bulkInsert(manager, 'content_tracks', ['content_id', 'ord', 'track_id'], links);

const storedContent = (contentId: number, content: ContentText): StoredContent => ({
  contentId,
  bytes: Buffer.byteLength(content.tools) + Buffer.byteLength(content.rest),
  bytesWithMetadata:
    Buffer.byteLength(content.toolsWithMetadata ?? content.tools) +
    Buffer.byteLength(content.restWithMetadata ?? content.rest),
  annotations: content.annotations,
  tracks: content.trackCount,
  frames: content.frames,
  contentUnwritable: content.unwritable !== null,
});

function contentRow(stored: StoredContent, content: ContentText): Cell[] {
  return [
    stored.contentId,
    content.tools,
    content.toolsWithMetadata,
    content.rest,
    content.restWithMetadata,
    content.annotations,
    JSON.stringify(content.classCounts),
    content.pages,
    stored.bytes,
    stored.bytesWithMetadata,
    content.trackCount,
    content.frames,
    content.unwritable && JSON.stringify(content.unwritable),
  ];
}

function trackRow(id: number, track: TrackText): Cell[] {
  const { geometry, object, title, keyFrames, digest } = track;
  const bytes = keyFrames.reduce((sum, frame) => sum + keyFrameBytes(track, frame), 0);
  const [first, last] = [keyFrames[0]!.frame, keyFrames.at(-1)!.frame];
  return [id, geometry, object, title, keyFrames.length, first, last, entriesOf(geometry, keyFrames), bytes, digest];
}

/** About what the entry takes in an export with metadata. */
export const keyFrameBytes = (track: { object: string; geometry: string }, frame: KeyFrameText): number =>
  track.object.length +
  track.geometry.length +
  frame.shape.length +
  frame.extra.length +
  50 +
  (frame.classificationsWithMetadata ?? frame.classifications).length +
  (frame.metadata?.length ?? 0);

export const keyFrameRow = (trackId: number, frame: KeyFrameText): Cell[] => [
  trackId,
  frame.frame,
  frame.shape,
  frame.classifications,
  frame.classificationsWithMetadata,
  frame.metadata,
  frame.extra,
  frame.stopped,
];
