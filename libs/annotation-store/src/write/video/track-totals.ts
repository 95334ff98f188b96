import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { digestPart, entriesBetween, type KeyFrameText } from '../content/build-tracks.js';
import { bulkInsert } from '../rows/bulk-insert.js';

/** What is known of a track while its key frames stream by. */
export class TrackTotals {
  keyFrames = 0;
  frames = 0;
  bytes = 0;
  firstFrame = -1;
  lastFrame = -1;
  private lastStopped = false;
  private readonly hash;

  constructor(
    readonly id: number,
    readonly geometry: string,
    readonly object: string,
    readonly title: string,
  ) {
    this.hash = createHash('sha256').update(`${geometry}\n${object}\n`);
  }

  add(keyFrame: KeyFrameText, bytes: number): void {
    const { frame, stopped } = keyFrame;
    if (this.keyFrames === 0) this.firstFrame = frame;
    else this.frames += entriesBetween(this.geometry, { frame: this.lastFrame, stopped: this.lastStopped }, frame);
    this.frames++;
    this.keyFrames++;
    this.bytes += bytes;
    [this.lastFrame, this.lastStopped] = [frame, stopped];
    this.hash.update(digestPart(keyFrame));
  }

  digest(): string {
    return this.hash.digest('base64url');
  }
}

/** Rows that key frames can refer to; their totals follow when the track is whole. */
export const insertOpenTracks = (manager: EntityManager, tracks: readonly TrackTotals[]): Promise<void> =>
  bulkInsert(
    manager,
    'video_tracks',
    ['id', 'geometry', 'object', 'title', 'key_frames', 'first_frame', 'last_frame', 'frames', 'bytes'],
    tracks.map(({ id, geometry, object, title }) => [id, geometry, object, title, 0, 0, 0, 0, 0]),
  );

export async function closeTracks(manager: EntityManager, tracks: readonly TrackTotals[]): Promise<void> {
  // only what the statement reads: Postgres refuses half a surrogate pair (of a title) anywhere in this text
  const rows = tracks.map((track) => {
    const { id, keyFrames, firstFrame, lastFrame, frames, bytes } = track;
    return { id, keyFrames, firstFrame, lastFrame, frames, bytes, digest: track.digest() };
  });
  await manager.query(close, [JSON.stringify(rows)]);
}

const close = `
update annotation_store.video_tracks v set key_frames = n."keyFrames", first_frame = n."firstFrame", last_frame = n."lastFrame",
  frames = n.frames, bytes = n.bytes, digest = n.digest
from json_to_recordset($1::json) as n (id bigint, "keyFrames" int, "firstFrame" int, "lastFrame" int, frames bigint, bytes bigint, digest text)
where v.id = n.id`;
