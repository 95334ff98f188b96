import { badRequest, type Failure } from '@hub/failures';
import { maxSelectedTasks, type ExportSelection } from '@hub/event-contracts';
import type { ExportRequest } from './export-request.js';
import type { ProjectCatalogue, ProjectOutline } from './project-catalogue.js';

/** How the door spells the lists, for the error. */
export interface Spelling {
  readonly stages: string;
  readonly batches: string;
  readonly tasks: string;
}

/** A stage or a batch. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** At most this many allowed values are listed in an error. */
const listed = 20;

/** Names to ids, defaults filled in. Throws Failure `bad-request` naming the list, the value and what is allowed. */
export async function resolveSelection(
  request: ExportRequest,
  project: ProjectOutline,
  catalogue: ProjectCatalogue,
  spelling: Spelling,
): Promise<ExportSelection> {
  const { type, format, finalLineFeed, include } = request;
  // issues have neither stage nor task type to choose by: all of the project's are exported
  if (type === 'issue') return { type, format: wholeFile(format), finalLineFeed, include };
  if (request.tasks) await refuseUnknownTasks(request.tasks, project, catalogue, spelling.tasks);
  return {
    type,
    format,
    finalLineFeed,
    stageIds: request.stages
      ? resolve(request.stages, project.stages, spelling.stages, 'stage')
      : defaultStages(request, project, spelling.stages),
    batchIds:
      request.batches && resolve(request.batches, await catalogue.batches(project.id), spelling.batches, 'batch'),
    taskIds: request.tasks && [...new Set(request.tasks)],
    taskTypes: request.taskTypes,
    updatedAt: request.updatedAt,
    createdAt: request.createdAt,
    include,
  };
}

/** Split makes a file per task; issues go into one. */
function wholeFile(format: ExportSelection['format']): ExportSelection['format'] {
  if (format === 'split')
    throw badRequest("Invalid format: 'split' is for tasks. Allowed for issues: json, ndjson", {
      field: 'format',
      value: format,
      expected: 'json, ndjson',
    });
  return format;
}

/** Finished tasks only. Consensus and benchmark tasks never reach Complete, and who selects tasks means those, wherever they are. */
function defaultStages(request: ExportRequest, project: ProjectOutline, field: string): string[] | undefined {
  if (request.tasks || request.taskTypes?.some((type) => type !== 'default')) return undefined;
  const complete = project.stages.filter(({ type }) => type === 'Complete').map(({ id }) => id);
  if (complete.length > 0) return complete;
  throw badRequest(`The project has no stage of type Complete: say which stages in ${field}.`, {
    field,
    expected: allowed(project.stages),
  });
}

/** Ids win over names; a name that several things have means all of them. */
function resolve(wanted: readonly string[], things: readonly Named[], field: string, noun: string): string[] {
  const byId = new Set(things.map(({ id }) => id));
  const ids = wanted.flatMap((one) => {
    const found = byId.has(one) ? [one] : things.filter(({ name }) => name === one).map(({ id }) => id);
    if (found.length === 0) throw unknown(field, noun, one, allowed(things));
    return found;
  });
  return [...new Set(ids)];
}

async function refuseUnknownTasks(
  tasks: readonly string[],
  project: ProjectOutline,
  catalogue: ProjectCatalogue,
  field: string,
): Promise<void> {
  if (tasks.length > maxSelectedTasks) {
    throw badRequest(`Invalid ${field}: ${tasks.length} tasks. Allowed: at most ${maxSelectedTasks}`, {
      field,
      value: String(tasks.length),
      expected: `at most ${maxSelectedTasks} ids`,
    });
  }
  const [first, ...more] = await catalogue.unknownTasks(project.id, tasks);
  if (first === undefined) return;
  throw unknown(
    field,
    'task',
    first,
    `ids of tasks of this project${more.length > 0 ? ` (${more.length + 1} of ${tasks.length} are not)` : ''}`,
  );
}

const unknown = (field: string, noun: string, value: string, expected: string): Failure =>
  badRequest(`Invalid ${field}: the project has no ${noun} '${value.slice(0, 100)}'. Allowed: ${expected}`, {
    field,
    value,
    expected,
  });

/** Ids as people know them; what is not there any more keeps its id. */
export const namesOf = (ids: readonly string[], things: readonly Named[]): string =>
  allowed(ids.map((id) => things.find((thing) => thing.id === id) ?? { id, name: id }));

function allowed(things: readonly Named[]): string {
  if (things.length === 0) return 'none, there are none';
  const names = [...new Set(things.map(({ name }) => name))];
  const rest = names.length - listed;
  return names.slice(0, listed).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
