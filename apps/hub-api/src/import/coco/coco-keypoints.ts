import type { JsonObject } from '@hub/annotations';
import type { ClassName, ProjectClasses } from '../classes/project-classes.js';
import { stableId } from '../stable-id.js';
import type { CocoCategory } from './coco-records.js';

const visibilities = ['hidden', 'visible'] as const;

/**
 * Keypoints of one object: a `point` for each labelled one, titled with its name, its visibility as an answer; and a group
 * relation of the object's outline and its points, in the order of the category. Unlabelled ones (v = 0) are absent.
 * Throws RangeError.
 */
export function keypointTools(
  flat: readonly number[],
  category: CocoCategory,
  objectId: string,
  classes: ProjectClasses,
): JsonObject[] {
  const names = category.keypoints ?? [];
  if (flat.length !== names.length * 3)
    throw new RangeError(`${flat.length} keypoint numbers for ${names.length} names`);
  return names.flatMap((name, i) => {
    const [x, y, v] = [flat[3 * i]!, flat[3 * i + 1]!, flat[3 * i + 2]!];
    if (v === 0) return [];
    const visibility = visibilities[v - 1];
    if (visibility === undefined) throw new RangeError(`visibility ${v} of ${name}`);
    const tool = classes.tool(name, 'point');
    const question = classes.nested(tool, 'visibility', 'radio', visibilities);
    const pointId = stableId(objectId, name);
    const answer = {
      objectId: stableId(pointId, 'visibility'),
      ...question,
      tool: 'radio',
      answer: visibility,
      classifications: [],
    };
    return [{ point: [x, y], objectId: pointId, ...tool, classifications: [answer] }];
  });
}

/** The group that ties the points to their object. */
export function keypointGroup(
  category: CocoCategory,
  objectId: string,
  members: readonly string[],
  classes: ProjectClasses,
): JsonObject {
  const details = { keypoints: category.keypoints, skeleton: category.skeleton };
  const relation: ClassName = classes.relation(`${category.name} keypoints`, 'group', details);
  return { objectId: stableId(objectId, 'keypoints'), ...relation, group: [...members] };
}
