import { isObject, listOf, type JsonObject } from '@hub/annotations';
import type { Answer } from '../task-writer.js';
import { plain } from './plain.js';

/** Who saves, when, and in which stage (spec 4.1). */
export interface Stamp {
  readonly at: string;
  readonly by: string;
  readonly stageId: string;
}

/** What was stored before of the same object on the same page. */
interface Earlier {
  readonly text: string;
  readonly metadata: JsonObject;
}
/** Earlier members by object id and page; nested classifications too. */
export type EarlierMembers = ReadonlyMap<string, Earlier>;

export function earlierMembers(answer: Answer): EarlierMembers {
  const members = new Map<string, Earlier>();
  const add = (item: unknown, parentPage?: unknown): void => {
    if (!isObject(item)) return;
    const page = item['page'] ?? parentPage;
    members.set(keyOf(item, page), {
      text: JSON.stringify(plain(item)),
      metadata: isObject(item['metadata']) ? item['metadata'] : {},
    });
    listOf(item['classifications']).forEach((nested) => add(nested, page));
  };
  answer.tools.forEach((item) => add(item));
  answer.classifications.forEach((item) => add(item));
  return members;
}

/**
 * Annotation metadata (spec 4.1): created… on the first save, updated… when a later save changed the object. What the
 * caller gives wins; an unchanged object keeps its metadata to the letter.
 */
export function stampAnswer(answer: Answer, stamp: Stamp, earlier: EarlierMembers): Answer {
  return {
    ...answer,
    tools: answer.tools.map((item) => stampItem(item, stamp, earlier)),
    classifications: answer.classifications.map((item) => stampItem(item, stamp, earlier)),
  };
}

export function stampItem(item: unknown, stamp: Stamp, earlier: EarlierMembers, parentPage?: unknown): unknown {
  if (!isObject(item)) return item;
  const page = item['page'] ?? parentPage;
  const given = isObject(item['metadata']) ? withIsoTimes(item['metadata']) : {};
  const stamped: JsonObject = { ...item };
  if (listOf(item['classifications']).length > 0) {
    stamped['classifications'] = listOf(item['classifications']).map((nested) =>
      stampItem(nested, stamp, earlier, page),
    );
  }
  stamped['metadata'] = metadataOf(item, given, stamp, earlier.get(keyOf(item, page)));
  return stamped;
}

function metadataOf(item: JsonObject, given: JsonObject, { at, by, stageId }: Stamp, before?: Earlier): JsonObject {
  const created = { createdAt: at, createdBy: by, createdIn: stageId };
  if (!before) return { ...created, ...given };
  const { createdAt, createdBy, createdIn, ...others } = before.metadata;
  const kept = { ...created, ...defined({ createdAt, createdBy, createdIn }), ...others, ...given };
  if (before.text === JSON.stringify(plain(item))) return kept;
  return { ...kept, updatedAt: at, updatedBy: by, updatedIn: stageId };
}

const keyOf = (item: JsonObject, page: unknown): string => `${String(page ?? '')} ${String(item['objectId'])}`;

const defined = (members: JsonObject): JsonObject => JSON.parse(JSON.stringify(members)) as JsonObject;

/** Some sources give epoch milliseconds; the contract's samples are ISO strings. */
function withIsoTimes(metadata: JsonObject): JsonObject {
  const iso = { ...metadata };
  for (const key of ['createdAt', 'updatedAt']) {
    const value = iso[key];
    if (typeof value === 'number' && Math.abs(value) <= 8.64e15) iso[key] = new Date(value).toISOString();
  }
  return iso;
}
