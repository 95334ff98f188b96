import type { EntityManager } from 'typeorm';
import { findUnwritableValues, maxReasons, newObjectId, type Unwritable } from '@hub/annotations';
import { keyFrameText, objectText } from '../content/build-tracks.js';
import type { CategoryLookup } from '../content/category-lookup.js';
import { normaliseTool } from '../content/normalise-answer.js';
import { stampItem, type Stamp } from '../content/stamp-metadata.js';
import { bulkInsert, nextNumbers, type Cell } from '../rows/bulk-insert.js';
import { keyFrameBytes, keyFrameColumns, keyFrameRow } from '../rows/contents.js';
import type { NewKeyFrame, NewTrack } from '../task-writer.js';
import { checkKeyFrame } from './check-key-frame.js';
import { insertOpenTracks, closeTracks, TrackTotals } from './track-totals.js';

const pageRows = 2_000;
const pageBytes = 4 << 20;

export interface StreamedTracks {
  readonly trackIds: readonly number[];
  readonly keyFrames: number;
  readonly frames: number;
  readonly classCounts: ReadonlyMap<string, number>;
  readonly pages: number;
  readonly unwritable: readonly Unwritable[];
}

/** Stores tracks as they come, in pages of key frames; small tracks share a page, a large one takes many. */
export class TrackSink {
  private rows: Cell[][] = [];
  private bytes = 0;
  private opened: TrackTotals[] = [];
  private closed: TrackTotals[] = [];
  private spareIds: number[] = [];
  private readonly trackIds: number[] = [];
  private readonly classCounts = new Map<string, number>();
  private readonly unwritable: Unwritable[] = [];
  private keyFrames = 0;
  private frames = 0;
  private first = Infinity;
  private last = -Infinity;

  constructor(
    private readonly manager: EntityManager,
    private readonly classes: CategoryLookup,
    private readonly stamp: Stamp,
  ) {}

  async write(track: NewTrack): Promise<void> {
    const name = this.classes.tool({ schemaId: track.schemaId, title: track.title }) ?? track;
    const identity = {
      objectId: track.objectId ?? newObjectId(),
      schemaId: track.schemaId || name.schemaId,
      title: track.title || name.title,
    };
    findUnwritableValues({ ...track.extra, ...identity }, '', (path, reason) => this.refuse(identity, path, reason));
    const totals = new TrackTotals(
      await this.nextId(),
      track.geometry,
      objectText(identity.objectId, identity.schemaId, identity.title),
      identity.title,
    );
    for await (const frame of track.keyFrames) {
      const reasons = checkKeyFrame(track.geometry, frame, totals.lastFrame);
      for (const { path, reason } of reasons) this.refuse(identity, path, reason);
      if (reasons.length > 0) continue;
      if (totals.keyFrames === 0) this.open(totals);
      this.add(totals, track, identity, frame);
      if (this.rows.length >= pageRows || this.bytes >= pageBytes) await this.flush();
    }
    if (totals.keyFrames > 0) this.close(totals);
  }

  async finish(): Promise<StreamedTracks> {
    await this.flush();
    const { trackIds, keyFrames, frames, classCounts, unwritable } = this;
    return {
      trackIds,
      keyFrames,
      frames,
      classCounts,
      unwritable,
      pages: this.last < this.first ? 1 : this.last - this.first + 1,
    };
  }

  private add(
    totals: TrackTotals,
    track: NewTrack,
    identity: object,
    { frame, shape, classifications, metadata, extra, stopped }: NewKeyFrame,
  ): void {
    const tool = {
      ...track.extra,
      ...extra,
      [track.geometry]: shape,
      ...identity,
      classifications,
      page: frame,
      metadata,
      ...(stopped && { interpolationStopped: true }),
    };
    const stamped = stampItem(normaliseTool(tool, this.classes), this.stamp, new Map()) as Record<string, unknown>;
    const text = keyFrameText(track.geometry, stamped);
    const size = keyFrameBytes(totals, text);
    totals.add(text, size);
    this.rows.push(keyFrameRow(totals.id, text));
    this.bytes += size;
  }

  private refuse({ objectId }: { objectId: string }, path: string, reason: string): void {
    if (this.unwritable.length < maxReasons) this.unwritable.push({ objectId, path, reason });
  }

  private open(totals: TrackTotals): void {
    this.opened.push(totals);
    this.trackIds.push(totals.id);
  }

  private close(totals: TrackTotals): void {
    this.closed.push(totals);
    this.keyFrames += totals.keyFrames;
    this.frames += totals.frames;
    this.first = Math.min(this.first, totals.firstFrame);
    this.last = Math.max(this.last, totals.lastFrame);
    this.classCounts.set(totals.title, (this.classCounts.get(totals.title) ?? 0) + totals.keyFrames);
  }

  private async flush(): Promise<void> {
    await insertOpenTracks(this.manager, this.opened);
    await bulkInsert(this.manager, 'key_frames', keyFrameColumns, this.rows);
    await closeTracks(this.manager, this.closed);
    [this.opened, this.closed, this.rows, this.bytes] = [[], [], [], 0];
  }

  private async nextId(): Promise<number> {
    if (this.spareIds.length === 0) this.spareIds = await nextNumbers(this.manager, 'video_tracks', 'id', 64);
    return this.spareIds.shift() as number;
  }
}
