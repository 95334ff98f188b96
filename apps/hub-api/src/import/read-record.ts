import type { z } from 'zod';
import { parseLooseJson } from './text/loose-json.js';

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Parses JSON text as Python writes it. */
export function parseJson(text: string): Checked<unknown> {
  try {
    return { ok: true, value: parseLooseJson(text) };
  } catch (error) {
    return { ok: false, reason: `not JSON: ${(error as Error).message}` };
  }
}

/** Checks a record; the reason names the field. */
export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  return { ok: false, reason: `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not acceptable'}` };
}
