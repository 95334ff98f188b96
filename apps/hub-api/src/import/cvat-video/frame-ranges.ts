import type { JsonObject } from '@hub/annotations';
import type { ProjectClasses } from '../classes/project-classes.js';
import type { Assembly, StagedRecord } from '../import-format.js';
import { stableId } from '../stable-id.js';
import { frameSchema } from './cvat-records.js';
import { frameNumber } from './shape-geometry.js';

interface FrameValue {
  readonly frame: number;
  readonly value: string;
}

/**
 * Values that stand on every frame, as answers that hold for a range of frames: one at each frame where the value
 * changes, and a stopped one where the frames end before the video does, or leave a gap.
 */
export function frameRanges(
  parts: readonly StagedRecord[],
  frameTotal: number | null,
  assembly: Assembly,
): JsonObject[] {
  const questions = new Map<string, { file: string; values: FrameValue[] }>();
  const seen = new Set<string>();
  for (const record of parts) {
    const { scene, id, values } = frameSchema.parse(record.body);
    const key = `${record.file} ${id}`;
    if (!/^\d+$/.test(id) || seen.has(key)) {
      assembly.refuse(record, 'bad-frame', seen.has(key) ? `frame ${id} stands twice` : `${id} is no frame number`);
      continue;
    }
    seen.add(key);
    for (const [name, value] of Object.entries(values)) {
      const title = scene === 'vehicle_info' ? `vehicle ${name}` : name;
      const question = questions.get(title) ?? { file: record.fileName, values: [] };
      questions.set(title, question);
      question.values.push({ frame: frameNumber(id), value });
    }
  }
  return [...questions].flatMap(([title, { file, values }]) =>
    rangesOf(values, frameTotal).map(({ frame, value, stopped }) =>
      answerOf(title, stableId(file, title), { frame, value, stopped }, assembly.classes),
    ),
  );
}

/** Changes only, in the order of frames. */
export function rangesOf(
  values: readonly FrameValue[],
  frameTotal: number | null,
): (FrameValue & { stopped: boolean })[] {
  const ordered = [...values].sort((a, b) => a.frame - b.frame);
  return ordered.flatMap(({ frame, value }, i) => {
    const before = ordered[i - 1];
    const next = ordered[i + 1];
    const begins = !before || before.frame !== frame - 1 || before.value !== value;
    const ends = next ? next.frame !== frame + 1 : frameTotal !== null && frame + 1 < frameTotal;
    return [
      ...(begins ? [{ frame, value, stopped: false }] : []),
      ...(ends ? [{ frame: frame + 1, value, stopped: true }] : []),
    ];
  });
}

function answerOf(
  title: string,
  objectId: string,
  { frame, value, stopped }: FrameValue & { stopped: boolean },
  classes: ProjectClasses,
): JsonObject {
  const question = classes.classification(title, 'radio', [value], { frameSpecific: true });
  return {
    objectId,
    ...question,
    tool: 'radio',
    answer: value,
    classifications: [],
    page: frame,
    ...(stopped && { interpolationStopped: true }),
  };
}
