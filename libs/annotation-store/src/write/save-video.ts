import type { EntityManager } from 'typeorm';
import { maxReasons, type Unwritable } from '@hub/annotations';
import { buildContent } from './content/build-content.js';
import { normaliseAnswer } from './content/normalise-answer.js';
import { earlierMembers, stampAnswer, type Stamp } from './content/stamp-metadata.js';
import { authorOf } from './create-tasks.js';
import { storedAnswer } from '../read/stored-answer.js';
import { insertContents, linkTracks } from './rows/contents.js';
import { projectContext } from './rows/project-context.js';
import { reviseTasks } from './rows/revisions.js';
import { lockTask } from './rows/task-state.js';
import type { Answer, NewTrack, WriteContext } from './task-writer.js';
import { TrackSink } from './video/track-sink.js';

/**
 * Replaces the answer of a video with streamed tracks; `answer` holds what is no track. One page of key frames is in
 * memory at a time, however long the video is. Its tracks are new: they are not compared with the stored ones.
 */
export async function saveVideo(
  manager: EntityManager,
  taskId: string,
  answer: Answer,
  tracks: AsyncIterable<NewTrack> | Iterable<NewTrack>,
  context: WriteContext,
): Promise<void> {
  const task = await lockTask(manager, taskId);
  const { classes } = await projectContext(manager, task.projectId);
  const stamp: Stamp = { at: new Date().toISOString(), by: authorOf(context), stageId: task.stageId };
  const earlier = earlierMembers(await storedAnswer(manager, task.contentId, { keyFrames: 0 }));
  const content = buildContent(stampAnswer(normaliseAnswer(answer, classes), stamp, earlier), { video: true });
  const sink = new TrackSink(manager, classes, stamp);
  for await (const track of tracks) await sink.write(track);
  const streamed = await sink.finish();
  const unwritable: Unwritable[] = [...(content.unwritable ?? []), ...streamed.unwritable].slice(0, maxReasons);
  const [stored] = await insertContents(manager, [
    {
      ...content,
      annotations: content.annotations + streamed.keyFrames,
      classCounts: sumOf(content.classCounts, streamed.classCounts),
      pages: Math.max(content.pages, streamed.pages),
      trackCount: content.trackCount + streamed.trackIds.length,
      frames: content.frames + streamed.frames,
      unwritable: unwritable.length > 0 ? unwritable : null,
    },
  ]);
  if (!stored) throw new Error('No content was stored');
  const links = streamed.trackIds.map((id, i) => [stored.contentId, content.trackCount + i, id]);
  await linkTracks(manager, links);
  const tracked = task.tracked || stored.tracks > 0;
  await reviseTasks(manager, [
    { ...task, ...stored, rev: task.rev + 1, tracked, updatedAt: stamp.at, updatedBy: context.by },
  ]);
}

function sumOf(a: Readonly<Record<string, number>>, b: ReadonlyMap<string, number>): Record<string, number> {
  const sum = new Map(Object.entries(a));
  for (const [title, count] of b) sum.set(title, (sum.get(title) ?? 0) + count);
  return Object.fromEntries(sum);
}
