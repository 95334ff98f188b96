import type { EntityManager } from 'typeorm';
import { findUnwritableAsset, newId, type Unwritable } from '@hub/annotations';
import { buildContent, type ContentText } from './content/build-content.js';
import { rawText } from './content/json-text.js';
import { normaliseAnswer } from './content/normalise-answer.js';
import { stampAnswer } from './content/stamp-metadata.js';
import { assetHead, historyHead } from './heads/heads.js';
import { bulkInsert, nextNumbers } from './rows/bulk-insert.js';
import { emptyContent, insertContents, type StoredContent } from './rows/contents.js';
import { historyColumns } from './rows/history.js';
import { projectContext, type ProjectContext } from './rows/project-context.js';
import { insertRevisions, type NewRevision } from './rows/revisions.js';
import type { NewTask, WriteContext } from './task-writer.js';

interface Draft {
  readonly task: NewTask;
  readonly assetId: string;
  readonly taskId: string;
  readonly seq: number;
  readonly batches: readonly string[];
  readonly content: ContentText | null;
  /** Why the asset itself cannot be written. */
  readonly unwritable: readonly Unwritable[] | null;
}

/** New assets with their tasks: a handful of statements, however many they are. */
export async function createTasks(
  manager: EntityManager,
  projectId: string,
  stageId: string,
  tasks: readonly NewTask[],
  context: WriteContext,
): Promise<{ assetId: string; taskId: string }[]> {
  if (tasks.length === 0) return [];
  const project = await projectContext(manager, projectId, [...new Set(tasks.flatMap((task) => task.batchIds ?? []))]);
  const stage = { stageId, stage: project.stageName(stageId) };
  const at = new Date().toISOString();
  const seqs = await nextNumbers(manager, 'assets', 'seq', tasks.length);
  const drafts = tasks.map((task, i): Draft => {
    const unwritable = findUnwritableAsset(task);
    const content = contentOf(task, project, { at, by: authorOf(context), stageId });
    return {
      task,
      assetId: newId(),
      taskId: newId(),
      seq: seqs[i]!,
      batches: project.batchNames(task.batchIds ?? []),
      content,
      unwritable: unwritable.length > 0 ? unwritable : null,
    };
  });
  await insertAssets(manager, projectId, drafts, context.by, at);
  const contents = await insertContents(
    manager,
    drafts.flatMap(({ content }) => content ?? []),
  );
  let next = 0;
  const revisions = drafts.map((draft) => {
    const content = draft.content ? contents[next++]! : emptyContent;
    return firstRevision(draft, content, { ...stage, projectId, at, by: context.by });
  });
  await insertTasks(manager, projectId, drafts, revisions);
  await insertRevisions(manager, revisions);
  if (stageId !== 'Start') await insertStartEntries(manager, drafts, at);
  return drafts.map(({ assetId, taskId }) => ({ assetId, taskId }));
}

/** Imported annotations are marked as such in their metadata (spec 4.1). */
export const authorOf = (context: WriteContext): string => (context.origin === 'import' ? 'import' : context.by);

function contentOf(
  task: NewTask,
  project: ProjectContext,
  stamp: { at: string; by: string; stageId: string },
): ContentText | null {
  if (!task.answer) return null;
  const answer = stampAnswer(normaliseAnswer(task.answer, project.classes), stamp, new Map());
  return buildContent(answer, { video: task.kind === 'video' });
}

function firstRevision(
  { task, assetId, taskId, batches, unwritable }: Draft,
  content: StoredContent,
  state: { projectId: string; stageId: string; stage: string; at: string; by: string },
): NewRevision {
  const batchIds = task.batchIds ?? [];
  const head = { ...task, assetId, batches, metadata: task.metadata ?? {}, dataset: task.dataset ?? null };
  return {
    taskId,
    projectId: state.projectId,
    rev: 1,
    stageId: state.stageId,
    stage: state.stage,
    type: 'default',
    batchIds,
    batches,
    createdAt: state.at,
    updatedAt: state.at,
    updatedBy: state.by,
    externalId: task.externalId,
    assetHead: assetHead({ ...head, contextData: task.contextData, extra: task.extra ?? null }),
    assetUnwritable: unwritable,
    ...content,
    tracked: content.tracks > 0,
    duration: 0,
    blurDuration: 0,
    idleDuration: 0,
    totalDuration: 0,
    totalBlurDuration: 0,
    totalIdleDuration: 0,
  };
}

const assetColumns = [
  'id',
  'seq',
  'project_id',
  'external_id',
  'data',
  'kind',
  'metadata',
  'context_data',
  'dataset',
  'extra',
  'unwritable',
  'created_at',
  'created_by',
] as const;

async function insertAssets(
  manager: EntityManager,
  projectId: string,
  drafts: readonly Draft[],
  by: string,
  at: string,
): Promise<void> {
  const json = (value: unknown): string | null => (value === undefined || value === null ? null : rawText(value));
  const rows = drafts.map(({ task, assetId, seq, unwritable }) => [
    assetId,
    seq,
    projectId,
    task.externalId,
    task.data,
    task.kind,
    rawText(task.metadata ?? {}),
    json(task.contextData),
    json(task.dataset),
    json(task.extra),
    json(unwritable),
    at,
    by,
  ]);
  await bulkInsert(manager, 'assets', assetColumns, rows);
  const memberships = drafts.flatMap(({ task, assetId }) => (task.batchIds ?? []).map((batchId) => [assetId, batchId]));
  await bulkInsert(manager, 'asset_batches', ['asset_id', 'batch_id'], memberships);
}

const taskColumns = [
  'id',
  'asset_id',
  'project_id',
  'seq',
  'rev',
  'stage_id',
  'created_at',
  'updated_at',
  'updated_by',
] as const;

const insertTasks = (
  manager: EntityManager,
  projectId: string,
  drafts: readonly Draft[],
  revisions: readonly NewRevision[],
): Promise<void> =>
  bulkInsert(
    manager,
    'tasks',
    taskColumns,
    revisions.map((r, i) => [
      r.taskId,
      drafts[i]!.assetId,
      projectId,
      drafts[i]!.seq,
      r.rev,
      r.stageId,
      r.createdAt,
      r.updatedAt,
      r.updatedBy,
    ]),
  );

function insertStartEntries(manager: EntityManager, drafts: readonly Draft[], at: string): Promise<void> {
  const rows = drafts.map(({ taskId }) => {
    const id = newId();
    const head = historyHead({ id, stage: 'Start', stageId: 'Start', duration: 0, completedAt: at });
    return [id, taskId, 1, head, 'Start', at, null, emptyContent.contentId];
  });
  return bulkInsert(manager, 'stage_history', historyColumns, rows);
}
