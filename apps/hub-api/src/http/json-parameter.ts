import { badRequest } from '@hub/failures';
import { z } from 'zod';

/** A query parameter that holds JSON text, parsed by `schema`; `{}` and empty text are allowed. Throws Failure naming the parameter. */
export function jsonParameter<S extends z.ZodType>(
  name: string,
  text: string | undefined,
  schema: S,
  empty: unknown,
): z.output<S> {
  return schema.parse(parsed(name, text, empty), { reportInput: true });
}

function parsed(name: string, text: string | undefined, empty: unknown): unknown {
  if (text === undefined || text.trim() === '') return empty;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest(`Invalid ${name}: it is not JSON.`, { field: name, value: text, expected: 'JSON text' });
  }
}

/** A JSON list of texts; a plain text is a list of one, or of several with commas. */
export function listParameter(name: string, text: string | undefined): string[] {
  if (text !== undefined && text.trim() !== '' && !text.trim().startsWith('['))
    return text.split(',').map((item) => item.trim());
  return jsonParameter(name, text, z.array(z.string()).nullable(), []) ?? [];
}

/** `true`, `false`, and as Python writes them. */
export const flagSchema = z
  .string()
  .optional()
  .transform((text) => text?.toLowerCase() === 'true');
