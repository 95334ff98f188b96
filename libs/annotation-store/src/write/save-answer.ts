import type { EntityManager } from 'typeorm';
import { storedAnswer, storedTracks } from '../read/stored-answer.js';
import { buildContent } from './content/build-content.js';
import { normaliseAnswer } from './content/normalise-answer.js';
import { earlierMembers, stampAnswer } from './content/stamp-metadata.js';
import { authorOf } from './create-tasks.js';
import { insertContents } from './rows/contents.js';
import { projectContext } from './rows/project-context.js';
import { reviseTasks } from './rows/revisions.js';
import { lockTask, type TaskState } from './rows/task-state.js';
import type { Answer, SaveContext } from './task-writer.js';

/** Replaces the answer of a task: one new content, one new revision. Unchanged video tracks are used again. */
export async function saveAnswer(
  manager: EntityManager,
  taskId: string,
  answer: Answer,
  context: SaveContext,
): Promise<void> {
  const task = await lockTask(manager, taskId);
  const project = await projectContext(manager, task.projectId);
  const at = new Date().toISOString();
  const earlier = earlierMembers(await storedAnswer(manager, task.contentId));
  const stamp = { at, by: authorOf(context), stageId: task.stageId };
  const content = buildContent(stampAnswer(normaliseAnswer(answer, project.classes), stamp, earlier), {
    video: task.kind === 'video',
  });
  const [stored] = await insertContents(manager, [content], await storedTracks(manager, task.contentId));
  await reviseTasks(manager, [
    {
      ...task,
      ...addDurations(task, context),
      rev: task.rev + 1,
      ...stored,
      tracked: task.tracked || content.tracks.length > 0,
      updatedAt: at,
      updatedBy: context.by,
    },
  ]);
}

function addDurations(
  task: TaskState,
  { duration = 0, blurDuration = 0, idleDuration = 0 }: SaveContext,
): Partial<TaskState> {
  return {
    duration: task.duration + duration,
    blurDuration: task.blurDuration + blurDuration,
    idleDuration: task.idleDuration + idleDuration,
    totalDuration: task.totalDuration + duration,
    totalBlurDuration: task.totalBlurDuration + blurDuration,
    totalIdleDuration: task.totalIdleDuration + idleDuration,
  };
}
