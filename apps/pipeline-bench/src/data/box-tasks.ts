import type { NewTask } from '@hub/annotation-store';
import { coordinate, seededRandom } from './seeded-random.js';

export const classNames = ['Car', 'Pedestrian', 'Traffic light', 'Bicycle', 'Lorry', 'Road sign'] as const;
const people = ['ann@example.org', 'ben@example.org', 'carla@example.org', 'deniz@example.org'] as const;

/** Image tasks with so many boxes each, about 4.2 KB of JSON for ten with metadata; the same ones every time. */
export function* boxTasks(tasks: number, boxes: number, batchIds: readonly string[]): Generator<NewTask> {
  const random = seededRandom(20_261_124);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hex = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const time = (): string => new Date(1_767_225_600_000 + Math.floor(random() * 2_592_000_000)).toISOString();
  const box = () => {
    const [createdBy, updatedBy] = [pick(people), pick(people)];
    const metadata = { createdAt: time(), createdBy, updatedAt: time(), updatedBy };
    return {
      'bounding-box': {
        x: coordinate(random, 1600, 2),
        y: coordinate(random, 900, 2),
        width: coordinate(random, 320, 3),
        height: coordinate(random, 180, 3),
      },
      objectId: `${hex()}${hex()}${hex()}`,
      title: pick(classNames),
      classifications: [],
      metadata,
    };
  };
  for (let n = 0; n < tasks; n++) {
    const name = `drive_${String(n % 97).padStart(2, '0')}/frame_${String(n).padStart(6, '0')}.jpg`;
    yield {
      externalId: name,
      data: `https://images.example/${hex()}/${name}`,
      kind: 'image',
      metadata: { width: 1920, height: 1080, camera: `front-${n % 3}` },
      batchIds: batchIds.filter((_, i) => i === n % batchIds.length),
      answer: { tools: Array.from({ length: boxes }, box), classifications: [], relations: [] },
    };
  }
}

/** The category schema that the tasks above and the videos use. */
export const categorySchema = {
  tools: classNames.map((title, n) => ({ schemaId: `b0${n}`, title, tool: 'bounding-box', classifications: [] })),
  classifications: [],
  relations: [],
};
