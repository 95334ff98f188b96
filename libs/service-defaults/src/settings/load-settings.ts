import type { z } from 'zod';

/** Thrown at start when the environment does not fit: one line per setting that is missing or wrong. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads and validates settings once, at start; services get the typed value injected. Throws SettingsError. */
export function loadSettings<S extends z.ZodType>(
  schema: S,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<S> {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SettingsError(`Settings are not usable:\n  ${lines.join('\n  ')}`);
}
