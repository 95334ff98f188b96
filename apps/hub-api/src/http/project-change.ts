import { categorySchemaSchema, type CategorySchema } from '../projects/category-schema.js';
import type { ProjectSettings } from '../projects/project.js';

/** The ontology when its three lists are the body itself. Throws ZodError naming the class that is wrong. */
export function rawSchemaOf(body: {
  tools?: unknown;
  classifications?: unknown;
  relations?: unknown;
}): CategorySchema | undefined {
  const { tools, classifications, relations } = body;
  if (tools === undefined && classifications === undefined && relations === undefined) return undefined;
  return categorySchemaSchema.parse({ tools, classifications, relations }, { reportInput: true });
}

/** Only the settings that are named. */
export function settingsOf(body: ProjectSettings): ProjectSettings {
  const { benchmarkEnabled, benchmarkRatio, benchmarkCutoff, idleTimeout } = body;
  const named = { benchmarkEnabled, benchmarkRatio, benchmarkCutoff, idleTimeout };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
