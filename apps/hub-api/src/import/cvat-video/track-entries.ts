import type { JsonObject } from '@hub/annotations';
import type { ClassName, ProjectClasses } from '../classes/project-classes.js';
import type { Assembly, StagedRecord } from '../import-format.js';
import { stableId } from '../stable-id.js';
import { shapeSchema, type AttributeSpec, type CvatShape, type CvatVideo } from './cvat-records.js';
import { frameNumber, geometryOfShape } from './shape-geometry.js';

type Specs = Readonly<Record<string, Readonly<Record<string, AttributeSpec>>>>;

/**
 * A video tool for each shape: key frames of the track's object, `outside` its end. Attributes are answers; `occluded`
 * stays as a member, other members of the element under `source`.
 */
export function trackEntries(parts: readonly StagedRecord[], video: CvatVideo, assembly: Assembly): JsonObject[] {
  const seen = new Set<string>();
  return parts.flatMap((record) => {
    try {
      const shape = shapeSchema.parse(record.body);
      const page = frameNumber(shape.element['frame']);
      const key = `${record.file} ${shape.track} ${page}`;
      if (seen.has(key)) throw new RangeError(`the track has two shapes on frame ${page}`);
      const entry = entryOf(record, shape, page, video.labels ?? {}, assembly.classes);
      seen.add(key);
      return [entry];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      assembly.refuse(record, 'bad-shape', error.message);
      return [];
    }
  });
}

function entryOf(
  record: StagedRecord,
  shape: CvatShape,
  page: number,
  labels: Specs,
  classes: ProjectClasses,
): JsonObject {
  const { kind, value } = geometryOfShape(shape);
  const objectId = stableId(record.fileName, 'track', shape.track);
  const tool = classes.tool(shape.label, kind);
  const source = sourceOf(shape);
  return {
    [kind]: value,
    objectId,
    ...tool,
    classifications: Object.entries(shape.answers).map(([name, answer]) =>
      answerOf(objectId, tool, name, answer, labels[shape.label]?.[name], classes),
    ),
    page,
    ...(shape.element['outside'] === '1' && { interpolationStopped: true }),
    ...(shape.element['occluded'] === '1' && { occluded: true }),
    ...(Object.keys(source).length > 0 && { source }),
  };
}

function answerOf(
  objectId: string,
  tool: ClassName,
  name: string,
  answer: string,
  spec: AttributeSpec | undefined,
  classes: ProjectClasses,
): JsonObject {
  const choice = spec !== undefined && ['select', 'radio', 'checkbox'].includes(spec.kind);
  const kind = choice ? 'radio' : 'text';
  const options = choice ? [...spec.options, answer] : [];
  const question = classes.nested(tool, name, kind, options);
  return { objectId: stableId(objectId, name), ...question, tool: kind, answer, classifications: [] };
}

const understood = new Set(['frame', 'xtl', 'ytl', 'xbr', 'ybr', 'points', 'outside', 'occluded', 'keyframe']);

/** `keyframe="0"` marks a shape that CVAT computed; it is kept as it is, so that nothing moves. */
function sourceOf({ trackId, element }: CvatShape): JsonObject {
  const others = Object.entries(element).filter(([name]) => !understood.has(name));
  const computed = element['keyframe'] === '0' ? [['keyframe', '0']] : [];
  return { ...(trackId !== undefined && { track: trackId }), ...Object.fromEntries([...others, ...computed]) };
}
