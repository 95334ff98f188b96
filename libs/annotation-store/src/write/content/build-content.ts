import { findUnwritable, findUnwritableValues, isFrame, isObject, maxReasons, type Unwritable } from '@hub/annotations';
import type { Answer } from '../task-writer.js';
import { buildTracks, entriesOf, type TrackText } from './build-tracks.js';
import { membersText, rawMembersText } from './json-text.js';
import { plainMember } from './plain.js';

/** A row of `task_contents` to be, with its tracks. */
export interface ContentText {
  readonly tools: string;
  readonly toolsWithMetadata: string | null;
  readonly rest: string;
  readonly restWithMetadata: string | null;
  readonly annotations: number;
  readonly classCounts: Readonly<Record<string, number>>;
  readonly pages: number;
  /** Tracks to be stored with it. */
  readonly tracks: readonly TrackText[];
  readonly trackCount: number;
  /** Entries of the tracks with every interpolated frame. */
  readonly frames: number;
  readonly unwritable: readonly Unwritable[] | null;
}

/**
 * The fragments of a normalised, stamped answer. Made once, here: an export only joins them. An answer that cannot be
 * written is kept raw and not split into tracks: it will be quarantined.
 */
export function buildContent(answer: Answer, { video }: { video: boolean }): ContentText {
  const unwritable = [...findUnwritable(answer, { video }), ...findUnwritableMasks(answer)].slice(0, maxReasons);
  const toText = unwritable.length > 0 ? rawMembersText : membersText;
  const { tracks, others } =
    video && unwritable.length === 0 ? buildTracks(answer.tools) : { tracks: [], others: answer.tools };
  const tools = toText(others.map(plainMember));
  const rest = restText(answer, answer.classifications.map(plainMember), toText);
  return {
    tools,
    toolsWithMetadata: differing(toText(others), tools),
    rest,
    restWithMetadata: differing(restText(answer, answer.classifications, toText), rest),
    annotations: answer.tools.length + answer.classifications.length + answer.relations.length,
    classCounts: countClasses(answer),
    pages: pageSpan(answer),
    tracks,
    trackCount: tracks.length,
    frames: tracks.reduce((sum, track) => sum + entriesOf(track.geometry, track.keyFrames), 0),
    unwritable: unwritable.length > 0 ? unwritable : null,
  };
}

function findUnwritableMasks({ brushDataUrl, medicalBrushDataUrl }: Answer): Unwritable[] {
  const found: Unwritable[] = [];
  for (const [field, value] of Object.entries({ brushDataUrl, medicalBrushDataUrl }))
    findUnwritableValues(value, field, (path, reason) => found.push({ objectId: null, path, reason }));
  return found;
}

const differing = (text: string, from: string): string | null => (text === from ? null : text);

const restText = (
  answer: Answer,
  classifications: readonly unknown[],
  toText: (items: readonly unknown[]) => string,
): string =>
  `"classifications":[${toText(classifications)}],"relations":[${toText(answer.relations)}],` +
  `"brushDataUrl":${JSON.stringify(answer.brushDataUrl ?? null)},"medicalBrushDataUrl":${JSON.stringify(answer.medicalBrushDataUrl ?? null)}`;

/** How many annotations of each class: tools, classifications and relations at the top level. The sum is `annotations`. */
function countClasses(answer: Answer): Record<string, number> {
  const counts = new Map<string, number>();
  for (const list of [answer.tools, answer.classifications, answer.relations]) {
    for (const item of list) {
      const title = isObject(item) ? String(item['title']) : '';
      counts.set(title, (counts.get(title) ?? 0) + 1);
    }
  }
  return Object.fromEntries(counts);
}

/** From the first page or frame that holds something to the last; 1 when nothing carries a page. */
function pageSpan(answer: Answer): number {
  let [first, last] = [Infinity, -Infinity];
  for (const list of [answer.tools, answer.classifications, answer.relations]) {
    for (const item of list) {
      const page = isObject(item) ? item['page'] : undefined;
      if (!isFrame(page)) continue;
      first = Math.min(first, page);
      last = Math.max(last, page);
    }
  }
  return last < first ? 1 : last - first + 1;
}
