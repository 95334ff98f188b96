import type { ExportSelection, Include, TimeWindow } from '@hub/event-contracts';
import { badRequest, type Failure } from '@hub/failures';
import type { Export } from './export.js';
import type { DeltaRequest } from './export-request.js';
import { namesOf, type Named, type Spelling } from './resolve-selection.js';

/** What the project has now, to read given names by. */
export interface Things {
  readonly stages: readonly Named[];
  readonly batches: readonly Named[];
}

/**
 * The selection of a delta: its base's, in the delta's own format. Fields that are given have to say the same in other
 * words or in the same. Throws Failure `bad-request` naming the first that does not, and what would be right.
 */
export function deltaSelection(
  request: DeltaRequest,
  base: Pick<Export, 'selection'>,
  things: Things,
  spelling: Spelling,
): ExportSelection {
  const { selection } = base;
  if (request.type && request.type !== selection.type) throw unequal('type', request.type, selection.type);
  refuseOtherList(spelling.stages, request.stages, selection.stageIds, things.stages);
  refuseOtherList(spelling.batches, request.batches, selection.batchIds, things.batches);
  if (request.tasks && !sameSet(request.tasks, selection.taskIds)) {
    const { taskIds } = selection;
    throw unequal(spelling.tasks, request.tasks, taskIds && `the same ${taskIds.length} tasks`);
  }
  if (request.taskTypes && !sameSet(request.taskTypes, selection.taskTypes))
    throw unequal('taskTypes', request.taskTypes, selection.taskTypes?.join(', '));
  refuseOtherWindow('updatedAt', request.updatedAt, selection.updatedAt);
  refuseOtherWindow('createdAt', request.createdAt, selection.createdAt);
  for (const [toggle, given] of Object.entries(request.include)) {
    const right = selection.include[toggle as keyof Include];
    if (given !== right) throw unequal(`include.${toggle}`, given, String(right));
  }
  return { ...selection, format: request.format ?? selection.format, finalLineFeed: request.finalLineFeed };
}

/** Given by id or name; a name that the project no longer knows is not equal to anything. */
function refuseOtherList(
  field: string,
  given: readonly string[] | undefined,
  ids: readonly string[] | undefined,
  things: readonly Named[],
): void {
  const chosen = given?.flatMap((one) => {
    if (ids?.includes(one) || things.some(({ id }) => id === one)) return [one];
    const named = things.filter(({ name }) => name === one).map(({ id }) => id);
    return named.length > 0 ? named : [one];
  });
  if (given && chosen && !sameSet(chosen, ids)) throw unequal(field, given, ids && namesOf(ids, things));
}

function refuseOtherWindow(field: string, given: TimeWindow | undefined, right: TimeWindow = {}): void {
  if (!given || (given.after === right.after && given.before === right.before)) return;
  throw unequal(field, given, right.after || right.before ? JSON.stringify(right) : undefined);
}

const sameSet = (some: readonly string[], others: readonly string[] | undefined): boolean => {
  const set = new Set(some);
  const other = new Set(others);
  return others !== undefined && set.size === other.size && [...set].every((one) => other.has(one));
};

/** `right` is undefined where the base has no such filter. */
function unequal(field: string, given: unknown, right: string | undefined): Failure {
  const expected = right === undefined ? 'leave it out: that export has no such filter' : `leave it out, or: ${right}`;
  return badRequest(`Invalid ${field}: a delta chooses what the export in since chose. Allowed: ${expected}`, {
    field,
    value: typeof given === 'string' ? given : JSON.stringify(given),
    expected,
  });
}
