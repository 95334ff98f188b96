import type { KeyFrame } from '@hub/annotation-store';
import type { ExportRequest } from '../build/build-context.js';
import { snapshot, type MemoryTask, type MemoryTrack } from './memory-annotation-source.js';

const id = (prefix: string, seq: number): string => `${prefix}${String(seq).padStart(24 - prefix.length, '0')}`;

const facts = (seq: number): MemoryTask => ({
  seq,
  taskId: id('aa', seq),
  assetId: id('bb', seq),
  externalId: `image ${seq}.png`,
  stage: 'Complete',
  batches: ['week-1'],
  annotations: 1,
  classCounts: [['Car', 1]],
  pages: 1,
  unwritable: null,
});

/** An image task with a document of about `bytes`. */
export function imageTask(seq: number, more: Partial<MemoryTask> & { bytes?: number } = {}): MemoryTask {
  const { bytes = 200, ...rest } = more;
  const task = { ...facts(seq), ...rest };
  const filler = 'é€😀 "quoted" '.repeat(Math.ceil(bytes / 20));
  return { ...task, document: JSON.stringify({ externalId: task.externalId, task: { taskId: task.taskId, filler } }) };
}

export const videoTask = (seq: number, tracks: readonly MemoryTrack[], more: Partial<MemoryTask> = {}): MemoryTask => ({
  ...facts(seq),
  externalId: `video ${seq}.mp4`,
  annotations: tracks.reduce((sum, track) => sum + track.frames.length, 0),
  pages: 100,
  ...more,
  tracks,
});

/** A box that is drawn at each of `frames` and gone at `stop`. */
export function boxTrack(object: string, frames: readonly number[], stop?: number): MemoryTrack {
  const key = (frame: number, stopped = false): KeyFrame => ({
    frame,
    shape: JSON.stringify({ x: frame, y: frame / 3, width: 10, height: 5 }),
    classifications: '',
    metadata: null,
    extra: '',
    stopped,
  });
  const keys = [...frames.map((frame) => key(frame)), ...(stop === undefined ? [] : [key(stop, true)])];
  return {
    geometry: 'bounding-box',
    object: `"objectId":"${object}","schemaId":"s1","title":"Car"`,
    title: 'Car',
    frames: keys,
  };
}

export function exportRequest(
  more: Partial<ExportRequest> = {},
  selection: Partial<ExportRequest['selection']> = {},
): ExportRequest {
  return {
    exportId: '65f0000000000000000000e1',
    projectId: '65f0000000000000000000b1',
    projectName: 'Street scenes',
    organizationId: '65f0000000000000000000a1',
    requestedBy: { userId: '65f0000000000000000000c1', email: 'manager@demo.example' },
    requestedAt: '2026-11-24T10:00:00.000Z',
    attempt: 1,
    converter: null,
    snapshot,
    ...more,
    selection: {
      type: 'task',
      format: 'json',
      finalLineFeed: false,
      include: { metadata: false, history: false, onlyKeyFrames: false, idleBlur: false },
      ...selection,
    },
  };
}
