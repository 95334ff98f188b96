import { isObject, listOf, type JsonObject } from '@hub/annotations';

/** A tool or classification without its metadata, and without that of its nested classifications. */
export function plain(item: JsonObject): JsonObject {
  const { metadata: _, ...rest } = item;
  if (listOf(rest['classifications']).length > 0)
    rest['classifications'] = listOf(rest['classifications']).map(plainMember);
  return rest;
}

/** The same for a member that may not be an object. */
export const plainMember = (item: unknown): unknown => (isObject(item) ? plain(item) : item);
