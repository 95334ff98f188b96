import { exportFormats, taskTypes, type ExportSelection } from '@hub/event-contracts';
import { setAside, type ExportRequest } from '../../exports/export-request.js';
import { invalid, type QueryParameters } from './query-parameters.js';
import { timeWindow } from './time-window.js';

/** `/v2/exportV3` is called by clients that count line feeds: there NDJSON ends in one. */
export type V2Endpoint = 'export' | 'exportV3';

/**
 * The query of `GET /v2/export` (public contract 2.2). Defaults are the official client's. `tasks` is ours: the ids of
 * selected tasks. Old clients' extras (`includeMask`, `includeSegmentationPoints`, free filters …) are ignored.
 * Throws Failure `bad-request` naming parameter, value and what is allowed.
 */
export function readV2Export(
  query: QueryParameters,
  endpoint: V2Endpoint,
): { projectId: string; request: ExportRequest } {
  const projectId = query.text('project');
  if (!projectId) throw invalid('project', '', 'the id of a project');
  const request: ExportRequest = {
    // clients that were not told a type send Python's None
    type: query.choice('type', ['task', 'issue', 'None'], 'task') === 'issue' ? 'issue' : 'task',
    format: query.choice('format', exportFormats, 'json'),
    finalLineFeed: endpoint === 'exportV3',
    stages: query.list('stage'),
    batches: query.list('batches'),
    tasks: query.list('tasks'),
    taskTypes: readTaskTypes(query),
    updatedAt: timeWindow('updatedAt', query.object('updatedAt')),
    createdAt: timeWindow('createdAt', query.object('createdAt')),
    include: {
      metadata: query.toggle('includeMetadata', true),
      history: query.toggle('includeHistory', true),
      onlyKeyFrames: query.toggle('includeOnlyKeyFrames', false),
      idleBlur: query.toggle('includeIdleBlurDurations', false),
    },
    converter: null,
    quarantine: setAside,
    reuse: true,
    sendEmail: query.toggle('sendEmail', false),
    notify: !query.toggle('doNotNotify', true),
  };
  return { projectId, request };
}

function readTaskTypes(query: QueryParameters): ExportSelection['taskTypes'] {
  return query.list('taskTypes')?.map((value) => {
    const found = taskTypes.find((type) => type === value);
    if (!found) throw invalid('taskTypes', value, taskTypes.join(', '));
    return found;
  });
}
