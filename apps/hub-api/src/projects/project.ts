import type { Project as StoredProject } from '@hub/annotation-store';
import { z } from 'zod';
import { stageSchema, type Stage } from './workflow.js';

/** What managers set beside workflow and ontology. */
export const projectSettingsSchema = z.object({
  benchmarkEnabled: z.boolean().optional(),
  /** Percent of the tasks that become benchmarks. */
  benchmarkRatio: z.number().min(0).max(100).optional(),
  benchmarkCutoff: z.boolean().optional(),
  /** Seconds without input after which time counts as idle. */
  idleTimeout: z.number().int().min(1).max(86_400).optional(),
});
export type ProjectSettings = z.output<typeof projectSettingsSchema>;

export interface Project extends Omit<StoredProject, 'stages' | 'settings'> {
  readonly stages: readonly Stage[];
  readonly settings: ProjectSettings;
}

/** The stored project with its workflow and settings as this service understands them. */
export const projectOf = (stored: StoredProject): Project => ({
  ...stored,
  stages: z.array(stageSchema).parse(stored.stages),
  settings: projectSettingsSchema.parse(stored.settings),
});

export const projectTypes = ['ango', 'pct', 'iframe'] as const;
