import { assignBatches, deleteAssets, refreshHeads } from './change-assets.js';
import { completeStage, completeStages } from './complete-stage.js';
import { createTasks } from './create-tasks.js';
import { refuseTooDeep } from './refuse-too-deep.js';
import { requeue } from './requeue.js';
import { saveAnswer } from './save-answer.js';
import { saveVideo } from './save-video.js';
import type { TaskWriter } from './task-writer.js';

/** The write side on Postgres: one file per change. */
export class PostgresTaskWriter implements TaskWriter {
  readonly createTasks = refuseTooDeep(createTasks);
  readonly saveAnswer = refuseTooDeep(saveAnswer);
  readonly saveVideo = refuseTooDeep(saveVideo);
  readonly completeStage = completeStage;
  readonly completeStages = completeStages;
  readonly requeue = requeue;
  readonly assignBatches = assignBatches;
  readonly refreshHeads = refreshHeads;
  readonly deleteAssets = deleteAssets;
}
