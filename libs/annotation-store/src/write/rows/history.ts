export const historyColumns = {
  id: 'text',
  task_id: 'text',
  n: 'int',
  head: 'text',
  stage_id: 'text',
  completed_at: 'timestamptz',
  completed_by: 'text',
  content_id: 'bigint',
} as const;
