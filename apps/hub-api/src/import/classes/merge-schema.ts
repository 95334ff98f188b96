import type { CategorySchemaJson } from '@hub/annotation-store';
import { isObject, listOf, type JsonObject } from '@hub/annotations';

/** The present schema with what `wanted` has beyond it. What others changed meanwhile stays. */
export const mergeSchema = (present: CategorySchemaJson, wanted: CategorySchemaJson): CategorySchemaJson => ({
  ...present,
  tools: mergeClasses(present.tools, wanted.tools),
  classifications: mergeClasses(present.classifications, wanted.classifications),
  relations: mergeClasses(present.relations, wanted.relations),
});

function mergeClasses(present: readonly JsonObject[], wanted: readonly JsonObject[]): JsonObject[] {
  const additions = new Map(wanted.map((item) => [item['schemaId'], item]));
  const merged = present.map((item) => {
    const more = additions.get(item['schemaId']);
    additions.delete(item['schemaId']);
    return more ? mergeClass(item, more) : item;
  });
  return [...merged, ...additions.values()];
}

function mergeClass(present: JsonObject, wanted: JsonObject): JsonObject {
  const lists = (key: string): [JsonObject[], JsonObject[]] => [
    listOf(present[key]).filter(isObject),
    listOf(wanted[key]).filter(isObject),
  ];
  const options = mergeClasses(...lists('options'));
  return {
    ...present,
    classifications: mergeClasses(...lists('classifications')),
    ...(options.length > 0 && { options }),
  };
}
