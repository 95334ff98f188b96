import {
  geometryOf,
  isObject,
  listOf,
  newObjectId,
  rotatedCorners,
  type JsonObject,
  type RotatedBox,
} from '@hub/annotations';
import type { Answer } from '../task-writer.js';
import type { CategoryClass, CategoryLookup } from './category-lookup.js';

/**
 * An answer in the order of keys of the public contract (spec 3.4–3.7), with what the import may leave out (spec 11):
 * object ids, classes by title or id, the nested form of `pdf`, corners. Members that are not objects stay as they are:
 * they are found unwritable later.
 */
export function normaliseAnswer(answer: Answer, classes: CategoryLookup): Answer {
  return {
    tools: answer.tools.map((tool) => (isObject(tool) ? normaliseTool(tool, classes) : tool)),
    classifications: answer.classifications.map((item) => normaliseClassification(item, classes)),
    relations: answer.relations.map((item) => (isObject(item) ? normaliseRelation(item, classes) : item)),
    brushDataUrl: answer.brushDataUrl ?? null,
    medicalBrushDataUrl: answer.medicalBrushDataUrl ?? null,
  };
}

export function normaliseTool(tool: JsonObject, classes: CategoryLookup): JsonObject {
  const kind = geometryOf(tool);
  const found = classes.tool(tool);
  const { objectId, schemaId, title, classifications, page, interpolationStopped, metadata, ...others } = tool;
  const inside = kind ? tool[kind] : undefined;
  if (kind) delete others[kind];
  return {
    ...(kind && { [kind]: geometry(kind, inside) }),
    objectId: identifier(objectId ?? (isObject(inside) ? inside['objectId'] : undefined)),
    ...className(schemaId, title, found),
    classifications: listOf(classifications).map((item) => normaliseClassification(item, classes)),
    ...present({ page, interpolationStopped }),
    // the place of the key; it is filled when the answer is stamped
    metadata,
    ...others,
  };
}

function normaliseClassification(item: unknown, classes: CategoryLookup): unknown {
  if (!isObject(item)) return item;
  const found = classes.classification(item);
  const { objectId, schemaId, tool, title, answer, classifications, page, interpolationStopped, metadata, ...others } =
    item;
  const name = className(schemaId, title, found);
  return {
    objectId: identifier(objectId),
    schemaId: name.schemaId,
    tool: tool ?? found?.kind ?? '',
    title: name.title,
    answer: answer ?? null,
    classifications: listOf(classifications).map((nested) => normaliseClassification(nested, classes)),
    ...present({ page, interpolationStopped }),
    // the place of the key; it is filled when the answer is stamped
    metadata,
    ...others,
  };
}

function normaliseRelation(item: JsonObject, classes: CategoryLookup): JsonObject {
  const { objectId, schemaId, title, from, to, direction, group, page, ...others } = item;
  const links = group === undefined ? { from, to, direction: direction ?? 'straight' } : { group };
  return {
    objectId: identifier(objectId),
    ...className(schemaId, title, classes.relation(item)),
    ...present({ ...links, page }),
    ...others,
  };
}

/** A class the schema does not know keeps the name it came with, so that nothing is lost. */
function className(schemaId: unknown, title: unknown, found?: CategoryClass): { schemaId: unknown; title: unknown } {
  return { schemaId: schemaId || (found?.schemaId ?? ''), title: title || (found?.title ?? schemaId ?? '') };
}

const identifier = (value: unknown): unknown =>
  value === undefined || value === null || value === '' ? newObjectId() : value;

function present(members: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const key in members) if (members[key] !== undefined && members[key] !== null) kept[key] = members[key];
  return kept;
}

function geometry(kind: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const { objectId: _, ...shape } = value;
  if (kind === 'pdf' && shape['position'] === undefined && 'x1' in shape) return nestedPdf(shape);
  if (kind === 'rotated-bounding-box' && shape['corners'] === undefined && isRotatedBox(shape)) {
    return { ...shape, corners: rotatedCorners(shape).map(([x, y]) => [round(x), round(y)]) };
  }
  return shape;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

const isRotatedBox = (shape: JsonObject): shape is JsonObject & RotatedBox =>
  ['x', 'y', 'width', 'height', 'rotation'].every((key) => Number.isFinite(shape[key]));

/** The import form is flat, the export form is nested (spec 3.4, 11). */
function nestedPdf(flat: JsonObject): JsonObject {
  const { x1, y1, x2, y2, width, height, pageNumber, text, image, rects, ...others } = flat;
  return {
    position: {
      boundingRect: present({ x1, y1, x2, y2, width, height }),
      rects: listOf(rects),
      ...present({ pageNumber }),
    },
    content: present({ text, image }),
    ...others,
  };
}
