/** The asset as an export shows it (spec 3.2). */
export interface AssetHead {
  readonly data: string;
  readonly assetId: string;
  readonly externalId: string;
  readonly dataset: readonly string[] | null;
  readonly metadata: unknown;
  readonly contextData: unknown;
  readonly extra: Readonly<Record<string, unknown>> | null;
  readonly batches: readonly string[];
}

const assetKeys: ReadonlySet<string> = new Set([
  'asset',
  'assetId',
  'externalId',
  'dataset',
  'metadata',
  'batches',
  'contextData',
  'task',
]);

/** `{"asset":…,…,"batches":[…],"task":` */
export function assetHead(asset: AssetHead): string {
  const extra = Object.entries(asset.extra ?? {}).filter(([key]) => !assetKeys.has(key));
  const head = {
    asset: asset.data,
    assetId: asset.assetId,
    externalId: asset.externalId,
    ...(asset.dataset && { dataset: asset.dataset }),
    metadata: asset.metadata ?? {},
    batches: asset.batches,
    ...(asset.contextData !== null && asset.contextData !== undefined ? { contextData: asset.contextData } : {}),
    ...Object.fromEntries(extra),
  };
  return `${JSON.stringify(head).slice(0, -1)},"task":`;
}

/** What the task part of an export begins with (spec 3.3). Times are ISO, durations milliseconds. */
export interface TaskHead {
  readonly taskId: string;
  readonly stage: string;
  readonly stageId: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly type: string;
  readonly totalDuration: number;
}

/** `{"taskId":…,…,"totalDuration":…,`. The type is named only when it is not the default one. */
export function taskHead({ taskId, stage, stageId, updatedAt, updatedBy, type, totalDuration }: TaskHead): string {
  const kind = type === 'default' ? {} : { type };
  return `${JSON.stringify({ taskId, stage, stageId, updatedAt, updatedBy, ...kind, totalDuration }).slice(0, -1)},`;
}

export interface Durations {
  readonly duration: number;
  readonly blurDuration: number;
  readonly idleDuration: number;
  readonly totalDuration: number;
  readonly totalBlurDuration: number;
  readonly totalIdleDuration: number;
}

/** Idle and blur durations (spec 4.4): only with their toggle. */
export function durationsText(task: Durations): string {
  const { duration, blurDuration, idleDuration, totalBlurDuration, totalIdleDuration } = task;
  return `${JSON.stringify({ duration, blurDuration, idleDuration, totalBlurDuration, totalIdleDuration }).slice(1, -1)},`;
}

export interface HistoryHead {
  readonly id: string;
  readonly stage: string;
  readonly stageId: string;
  readonly duration: number;
  readonly completedAt: string;
  /** Absent for Start. */
  readonly completedBy?: string;
  readonly reviewStatus?: string;
  readonly taskHistory?: string;
}

/** `{"_id":…,"stage":…,… ,` (spec 4.2): the content follows. */
export function historyHead(entry: HistoryHead): string {
  const { id, stage, stageId, duration, completedAt, completedBy, reviewStatus, taskHistory } = entry;
  const head = {
    _id: id,
    stage,
    stageName: stage,
    stageId,
    duration,
    completedAt,
    ...(completedBy !== undefined && { completedBy, submittedBy: completedBy }),
    ...(reviewStatus !== undefined && { reviewStatus }),
    ...(taskHistory !== undefined && { taskHistory }),
  };
  return `${JSON.stringify(head).slice(0, -1)},`;
}
