import { z } from 'zod';

export const workerSettings = z.object({
  databaseUrl: z.string(),
  brokers: z.array(z.string()),
  prefix: z.string(),
  sessionTimeout: z.number(),
});
export type WorkerSettings = z.infer<typeof workerSettings>;

/** What a worker process tells; times in ms since the epoch, with fractions. */
export const reportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), job: z.string(), number: z.number(), at: z.number() }),
  z.object({ kind: z.literal('ended'), job: z.string(), number: z.number(), started: z.number(), at: z.number() }),
  z.object({ kind: z.literal('finished'), job: z.string(), at: z.number() }),
  z.object({ kind: z.literal('failed'), job: z.string(), message: z.string(), at: z.number() }),
]);
export type Report = z.infer<typeof reportSchema>;
