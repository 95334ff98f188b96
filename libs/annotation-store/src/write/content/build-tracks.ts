import { createHash } from 'node:crypto';
import { geometryOf, isFrame, isInterpolated, isObject, listOf, type JsonObject } from '@hub/annotations';
import { membersText } from './json-text.js';
import { plain, plainMember } from './plain.js';

/** A key frame as it is stored. */
export interface KeyFrameText {
  readonly frame: number;
  readonly shape: string;
  readonly classifications: string;
  /** Null: the same as without. */
  readonly classificationsWithMetadata: string | null;
  readonly metadata: string | null;
  /** Further members of the entry, each with a comma before it. */
  readonly extra: string;
  readonly stopped: boolean;
}

export interface TrackText {
  readonly geometry: string;
  readonly object: string;
  readonly title: string;
  readonly keyFrames: readonly KeyFrameText[];
  readonly digest: string;
}

/** Splits the tools of a video into tracks (entries with a frame, one object and class each) and the others. */
export function buildTracks(tools: readonly unknown[]): { tracks: TrackText[]; others: unknown[] } {
  const groups = new Map<string, JsonObject[]>();
  const others: unknown[] = [];
  for (const tool of tools) {
    const kind = isObject(tool) ? geometryOf(tool) : null;
    if (!isObject(tool) || !kind || !isFrame(tool['page'])) {
      others.push(tool);
      continue;
    }
    const key = JSON.stringify([kind, tool['objectId'], tool['schemaId'], tool['title']]);
    const group = groups.get(key);
    if (group) group.push(tool);
    else groups.set(key, [tool]);
  }
  return { tracks: [...groups.values()].map(toTrack), others };
}

function toTrack(entries: JsonObject[]): TrackText {
  const first = entries[0] as JsonObject;
  const geometry = geometryOf(first) as string;
  const ordered = [...entries].sort((a, b) => (a['page'] as number) - (b['page'] as number));
  const object = objectText(first['objectId'], first['schemaId'], first['title']);
  const keyFrames = ordered.map((entry) => keyFrameText(geometry, entry));
  return { geometry, object, title: String(first['title']), keyFrames, digest: digestOf(geometry, object, keyFrames) };
}

export const objectText = (objectId: unknown, schemaId: unknown, title: unknown): string =>
  JSON.stringify({ objectId, schemaId, title }).slice(1, -1);

/** The stored form of one entry of a video object. */
export function keyFrameText(geometry: string, entry: JsonObject): KeyFrameText {
  const {
    objectId: _o,
    schemaId: _s,
    title: _t,
    classifications,
    page,
    interpolationStopped,
    metadata,
    ...rest
  } = entry;
  const { [geometry]: shape, ...others } = rest;
  const nested = listOf(classifications);
  const bare = membersText(nested.map(plainMember));
  const full = membersText(nested);
  const extra = JSON.stringify(plain(others)).slice(1, -1);
  return {
    frame: page as number,
    shape: JSON.stringify(shape),
    classifications: bare,
    classificationsWithMetadata: full === bare ? null : full,
    metadata: isObject(metadata) ? JSON.stringify(metadata) : null,
    extra: extra === '' ? '' : `,${extra}`,
    stopped: interpolationStopped === true,
  };
}

function digestOf(geometry: string, object: string, keyFrames: readonly KeyFrameText[]): string {
  const hash = createHash('sha256').update(`${geometry}\n${object}\n`);
  for (const keyFrame of keyFrames) hash.update(digestPart(keyFrame));
  return hash.digest('base64url');
}

/** Everything a key frame says but its metadata. */
export const digestPart = ({ frame, shape, classifications, extra, stopped }: KeyFrameText): string =>
  `${frame} ${stopped}\n${shape}\n${classifications}\n${extra}\n`;

/** Entries a track gives with every interpolated frame. */
export function entriesOf(geometry: string, keyFrames: readonly { frame: number; stopped: boolean }[]): number {
  let entries = keyFrames.length;
  for (let i = 1; i < keyFrames.length; i++)
    entries += entriesBetween(geometry, keyFrames[i - 1]!, keyFrames[i]!.frame);
  return entries;
}

/** Entries between two key frames: none after a stop, and none for a geometry that is not interpolated. */
export const entriesBetween = (geometry: string, from: { frame: number; stopped: boolean }, to: number): number =>
  from.stopped || !isInterpolated(geometry) ? 0 : to - from.frame - 1;
