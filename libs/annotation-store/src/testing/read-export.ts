import type { Include } from '@hub/event-contracts';
import type { AnnotationSource, TaskFacts, TaskSelector, VideoDocument } from '../read/annotation-source.js';

/** A task as an export shows it: its text (of a video with key frames only), or why it has none. */
export interface ReadTask extends Pick<TaskFacts, 'seq' | 'taskId' | 'externalId' | 'change' | 'annotations'> {
  readonly text: string;
  /** What an export of it says: the text, or the reasons to set it aside. */
  readonly shown: string;
  readonly unwritable: boolean;
  /** Entries that the tracks of its document give. */
  readonly entries: number;
}

/** Everything that an export reads, in its order: first the outline, then tasks and videos as a builder asks for them. */
export async function readExport(
  source: AnnotationSource,
  selector: TaskSelector,
  include: Include,
): Promise<ReadTask[]> {
  const outline = [];
  for await (const row of source.outline(selector, include)) outline.push(row);
  const read: ReadTask[] = [];
  for await (const task of source.tasks(selector, include, { from: 0, to: Number.MAX_SAFE_INTEGER }))
    read.push(readTask(task, task.document.toString(), 0));
  for (const { seq } of outline.filter(({ video }) => video)) {
    const video = await source.videoDocument(selector, include, seq);
    const entries = video.parts.reduce((sum, part) => sum + (part.kind === 'track' ? part.entries : 0), 0);
    read.push(readTask(video, await textOf(source, video, include), entries));
  }
  read.sort((a, b) => a.seq - b.seq);
  const seqs = outline.map(({ seq }) => seq);
  if (seqs.join() !== read.map(({ seq }) => seq).join()) throw new Error('The outline names other tasks');
  return read;
}

function readTask(
  { seq, taskId, externalId, change, annotations, unwritable }: TaskFacts,
  text: string,
  entries: number,
): ReadTask {
  const reasons = unwritable && JSON.stringify(unwritable);
  return {
    seq,
    taskId,
    externalId,
    change,
    annotations,
    text,
    entries,
    unwritable: reasons !== null,
    shown: reasons ?? text,
  };
}

async function textOf(source: AnnotationSource, { parts }: VideoDocument, include: Include): Promise<string> {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'text') {
      text += part.text;
      continue;
    }
    const entries: string[] = [];
    const { track } = part;
    for await (const key of source.keyFrames(track, include, { from: track.firstFrame, to: track.lastFrame }))
      entries.push(
        `{"${track.geometry}":${key.shape},${track.object},"classifications":[${key.classifications}],"page":${key.frame}` +
          `${key.metadata ? `,"metadata":${key.metadata}` : ''}${key.extra}}`,
      );
    text += (part.leadingComma ? ',' : '') + entries.join(',');
  }
  return text;
}
