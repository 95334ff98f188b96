import type { NewKeyFrame, NewTrack } from '@hub/annotation-store';
import type { JsonObject } from '@hub/annotations';
import type { ClassName, ProjectClasses } from '../classes/project-classes.js';
import { groupAdjacent } from '../group-adjacent.js';
import type { Assembly, StagedRecord } from '../import-format.js';
import { stableId } from '../stable-id.js';
import { shapeSchema, type AttributeSpec, type CvatShape, type CvatVideo } from './cvat-records.js';
import { frameNumber, geometryOfShape } from './shape-geometry.js';

type Specs = Readonly<Record<string, Readonly<Record<string, AttributeSpec>>>>;

/** A shape that could be read. */
interface ReadShape {
  readonly record: StagedRecord;
  readonly shape: CvatShape;
  readonly frame: number;
  readonly kind: string;
  readonly value: unknown;
}

/**
 * A video object for each track (and each kind of shape in it), with a key frame for each shape in the order of the
 * file, `outside` its end. Attributes are answers; `occluded` stays as a member, other members of the element under
 * `source`.
 */
export async function* tracksOf(
  records: AsyncIterable<StagedRecord>,
  video: CvatVideo,
  assembly: Assembly,
): AsyncGenerator<NewTrack> {
  for await (const { first, items } of groupAdjacent(shapesOf(records, assembly), sameTrack)) {
    const { record, shape, kind } = first;
    const objectId = stableId(record.fileName, 'track', shape.track);
    const tool = assembly.classes.tool(shape.label, kind);
    const specs = video.labels?.[shape.label] ?? {};
    yield { geometry: kind, objectId, ...tool, keyFrames: keyFramesOf(items, { objectId, tool, specs, assembly }) };
  }
}

const sameTrack = (a: ReadShape, b: ReadShape): boolean =>
  a.record.file === b.record.file && a.shape.track === b.shape.track && a.kind === b.kind;

async function* shapesOf(records: AsyncIterable<StagedRecord>, assembly: Assembly): AsyncGenerator<ReadShape> {
  for await (const record of records) {
    try {
      const shape = shapeSchema.parse(record.body);
      yield { record, shape, frame: frameNumber(shape.element['frame']), ...geometryOfShape(shape) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      assembly.refuse(record, 'bad-shape', error.message);
    }
  }
}

async function* keyFramesOf(
  shapes: AsyncIterable<ReadShape>,
  { objectId, tool, specs, assembly }: { objectId: string; tool: ClassName; specs: Specs[string]; assembly: Assembly },
): AsyncGenerator<NewKeyFrame> {
  for await (const { shape, frame, value } of shapes) {
    const source = sourceOf(shape);
    yield {
      frame,
      shape: value,
      classifications: Object.entries(shape.answers).map(([name, answer]) =>
        answerOf(objectId, tool, name, answer, specs?.[name], assembly.classes),
      ),
      extra: {
        ...(shape.element['occluded'] === '1' && { occluded: true }),
        ...(Object.keys(source).length > 0 && { source }),
      },
      stopped: shape.element['outside'] === '1',
    };
  }
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
