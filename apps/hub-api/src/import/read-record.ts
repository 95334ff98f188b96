import type { z } from 'zod';

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Parses JSON text. */
export function parseJson(text: string): Checked<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const notFinite = /(?<![\w"])-?(NaN|Infinity)(?![\w"])/.exec(text)?.[0];
    const reason = notFinite ? `${notFinite} is not JSON` : `not JSON: ${(error as Error).message}`;
    return { ok: false, reason };
  }
}

/** Checks a record; the reason names the field. */
export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  return { ok: false, reason: `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not acceptable'}` };
}
