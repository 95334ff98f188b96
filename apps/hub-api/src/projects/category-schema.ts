import { isObject, listOf, newObjectId, type JsonObject } from '@hub/annotations';
import { badRequest } from '@hub/failures';
import { z } from 'zod';

export const toolKinds = [
  'bounding-box', 'segmentation', 'polyline', 'polygon', 'rotated-bounding-box', 'ner', 'point', 'pdf', 'brush', 'pct',
  'spline', 'circle', 'angle', 'voxel-brush', 'message',
] as const; // prettier-ignore
export const classificationKinds = [
  'multi-dropdown',
  'single-dropdown',
  'tree-dropdown',
  'radio',
  'checkbox',
  'text',
  'instance',
  'boolean',
] as const;
export const relationKinds = ['one-to-one', 'group', 'one-to-many'] as const;

const listOfClasses = (kinds: readonly [string, ...string[]]) =>
  z
    .array(z.looseObject({ title: z.string().min(1), tool: z.enum(kinds), schemaId: z.string().nullish() }))
    .nullish()
    .transform((list) => list ?? []);

/** A project's ontology as the SDK sends it, nulls and unknown members included. */
export const categorySchemaSchema = z.looseObject({
  tools: listOfClasses(toolKinds),
  classifications: listOfClasses(classificationKinds),
  relations: listOfClasses(relationKinds),
});

export interface CategorySchema {
  readonly tools: readonly JsonObject[];
  readonly classifications: readonly JsonObject[];
  readonly relations: readonly JsonObject[];
}
export const emptySchema: CategorySchema = { tools: [], classifications: [], relations: [] };

/** The schema with a `schemaId` on every class, nested ones and options too. Throws Failure when a class's id stands twice. */
export function completeSchema(schema: CategorySchema): CategorySchema {
  const seen = new Set<string>();
  const all = (list: readonly unknown[], field: string): JsonObject[] =>
    list.map((item, i) => complete(item, `${field}.${i}`, seen));
  return {
    ...schema,
    tools: all(schema.tools, 'tools'),
    classifications: all(schema.classifications, 'classifications'),
    relations: all(schema.relations, 'relations'),
  };
}

function complete(value: unknown, field: string, seen: Set<string>): JsonObject {
  if (!isObject(value))
    throw badRequest(`${field} is not a class.`, { field, expected: 'an object with title and tool' });
  const schemaId = idOf(value);
  if (seen.has(schemaId)) {
    const where = `${field}.schemaId`;
    throw badRequest(`${where} stands twice: ${schemaId}`, {
      field: where,
      value: schemaId,
      expected: 'ids that differ',
    });
  }
  seen.add(schemaId);
  const nested = listOf(value['classifications']).map((item, i) =>
    complete(item, `${field}.classifications.${i}`, seen),
  );
  const options = listOf(value['options']).map((option) =>
    isObject(option) ? { ...option, schemaId: idOf(option) } : option,
  );
  return {
    ...value,
    schemaId,
    ...(Array.isArray(value['classifications']) && { classifications: nested }),
    ...(Array.isArray(value['options']) && { options }),
  };
}

const idOf = (value: JsonObject): string =>
  typeof value['schemaId'] === 'string' && value['schemaId'] !== '' ? value['schemaId'] : newObjectId();
