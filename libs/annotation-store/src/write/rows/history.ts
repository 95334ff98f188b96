export const historyColumns = [
  'id',
  'task_id',
  'n',
  'head',
  'stage_id',
  'completed_at',
  'completed_by',
  'content_id',
] as const;
