import { checkGeometry } from '../geometry/check-geometry.js';
import { geometryOf } from '../geometry/kinds.js';
import { isObject, type JsonObject } from './values.js';

/** Why something cannot be written into an export. `path` starts at the object, or at the answer when there is none. */
export interface Unwritable {
  readonly objectId: string | null;
  readonly path: string;
  readonly reason: string;
}

export interface AnswerLike {
  readonly tools: readonly unknown[];
  readonly classifications: readonly unknown[];
  readonly relations: readonly unknown[];
}

/** More reasons do not help anybody: the list ends here. */
export const maxReasons = 100;

/**
 * What in an answer no export could hold: numbers that are not finite, missing coordinates, members that are not
 * objects, text that is not Unicode, and, in a video, two key frames of one object on one frame. Empty: all can be written.
 */
export function findUnwritable(answer: AnswerLike, { video = false } = {}): Unwritable[] {
  const found: Unwritable[] = [];
  const frames = new Set<string>();
  answer.tools.forEach((tool, i) => {
    checkMember(tool, `tools[${i}]`, found);
    if (!isObject(tool)) return;
    const kind = geometryOf(tool);
    if (kind) checkGeometry(kind, tool[kind], (path, reason) => found.push({ objectId: idOf(tool), path, reason }));
    if (!video || tool['page'] === undefined) return;
    if (!isFrame(tool['page']))
      return void found.push({ objectId: idOf(tool), path: 'page', reason: 'not a frame number' });
    if (idOf(tool) === null) return;
    const key = `${tool['page']} ${kind} ${idOf(tool)}`;
    if (frames.has(key))
      found.push({ objectId: idOf(tool), path: 'page', reason: `two key frames on frame ${tool['page']}` });
    frames.add(key);
  });
  answer.classifications.forEach((item, i) => checkMember(item, `classifications[${i}]`, found));
  answer.relations.forEach((item, i) => checkMember(item, `relations[${i}]`, found));
  return found.slice(0, maxReasons);
}

/** What an asset says about itself in an export (spec 3.2). */
export interface AssetLike {
  readonly externalId: string;
  readonly data: string;
  readonly dataset?: unknown;
  readonly metadata?: unknown;
  readonly contextData?: unknown;
  readonly extra?: unknown;
}

/** The same for the fields of an asset itself. Paths start at the asset: `metadata.width`, `contextData.note`. */
export function findUnwritableAsset({
  externalId,
  data,
  dataset,
  metadata,
  contextData,
  extra,
}: AssetLike): Unwritable[] {
  const found: Unwritable[] = [];
  const report = (path: string, reason: string): void => void found.push({ objectId: null, path, reason });
  for (const [field, value] of Object.entries({ externalId, data, dataset, metadata, contextData }))
    findUnwritableValues(value, field, report);
  findUnwritableValues(extra, '', report);
  return found.slice(0, maxReasons);
}

/** Frame and page numbers: whole, from 0 on, and no larger than a Postgres int. */
export const isFrame = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;

const halfPair = /\p{Surrogate}/u;

/** Numbers that are not finite and text that is not Unicode, anywhere in a value. */
export function findUnwritableValues(
  value: unknown,
  path: string,
  report: (path: string, reason: string) => void,
): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) report(path, `${value} is not a finite number`);
  } else if (typeof value === 'string') {
    if (halfPair.test(value)) report(path, 'text with half a surrogate pair');
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) findUnwritableValues(value[i], `${path}[${i}]`, report);
  } else if (typeof value === 'object' && value !== null) {
    for (const key in value) {
      const below = path === '' ? key : `${path}.${key}`;
      if (halfPair.test(key)) report(below, 'name with half a surrogate pair');
      findUnwritableValues((value as JsonObject)[key], below, report);
    }
  } else if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    report(path, `a ${typeof value} is not JSON`);
  }
}

const idOf = (tool: JsonObject): string | null => (typeof tool['objectId'] === 'string' ? tool['objectId'] : null);

function checkMember(member: unknown, path: string, found: Unwritable[]): void {
  if (!isObject(member)) return void found.push({ objectId: null, path, reason: 'not an object' });
  findUnwritableValues(member, '', (where, reason) =>
    found.push({ objectId: idOf(member), path: where || path, reason }),
  );
}
