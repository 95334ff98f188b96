import { z } from 'zod';

/** In the order they run. */
export const checkSteps = [
  'address',
  'write',
  'never-overwrite',
  'read',
  'range',
  'parts',
  'link',
  'cors',
  'delete',
] as const;
export type CheckStep = (typeof checkSteps)[number];

/** What to do, and who: whoever owns the bucket. */
const remedySchema = z.object({
  text: z.string(),
  /** As the store calls them: `s3:PutObject`, `roles/storage.objectViewer`. */
  permissions: z.array(z.string()).optional(),
  /** To be pasted: a policy, a CORS rule, a command. */
  snippet: z.object({ title: z.string(), language: z.enum(['json', 'shell']), text: z.string() }).optional(),
});
export type Remedy = z.output<typeof remedySchema>;

const stepReportSchema = z.object({
  step: z.enum(checkSteps),
  /** `warning`: exports arrive all the same. `skipped`: a step that this one needs has failed, or no time was left. */
  outcome: z.enum(['passed', 'failed', 'warning', 'skipped']),
  code: z.string().optional(),
  message: z.string().optional(),
  remedy: remedySchema.optional(),
});
export type StepReport = z.output<typeof stepReportSchema>;

/** What became of each step. `ok`: none failed, so exports can be delivered there. */
export const destinationReportSchema = z.object({
  ok: z.boolean(),
  steps: z.array(stepReportSchema),
  checkedAt: z.iso.datetime(),
});
export type DestinationReport = z.output<typeof destinationReportSchema>;
