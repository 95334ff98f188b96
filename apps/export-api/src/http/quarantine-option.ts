import type { QuarantinePolicy } from '@hub/event-contracts';
import { z } from 'zod';

const shapes = "{policy: 'set-aside'}, {policy: 'fail'} or {policy: 'fail-above', limit: <tasks>}";

/** The policy as a body says it: strict, and every refusal names what is allowed. */
export const quarantineOption = z
  .discriminatedUnion(
    'policy',
    [
      z.strictObject({ policy: z.literal('set-aside') }),
      z.strictObject({ policy: z.literal('fail') }),
      z.strictObject({
        policy: z.literal('fail-above'),
        limit: z
          .int({ error: 'expected a whole number of tasks, 0 or more' })
          .min(0, 'expected a whole number of tasks, 0 or more'),
      }),
    ],
    { error: ({ code }) => `expected ${code === 'invalid_union' ? 'set-aside, fail or fail-above' : shapes}` },
  )
  .describe(
    'What becomes of tasks that cannot be written: set aside in quarantine.ndjson with their reasons (default), or the export fails, always or above a limit.',
  ) satisfies z.ZodType<QuarantinePolicy>;
