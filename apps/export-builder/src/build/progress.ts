import { ExportProgressed, type DataOf } from '@hub/event-contracts';
import { secondsLeft, tenths } from '@hub/sliced-work';
import { z } from 'zod';
import type { ExportRequest } from './build-context.js';

const amounts = {
  /** Selected tasks dealt with: exported, empty or quarantined. */
  tasks: z.number(),
  /** Plain bytes written. */
  bytes: z.number(),
  /** What the plan had taken these bytes for. */
  planned: z.number(),
};
export const doneSchema = z.object(amounts);
/** What is done of a build. */
export type BuildDone = z.infer<typeof doneSchema>;

/** What was done at an instant (ms since 1970 on the database's clock). */
export const markSchema = z.object({ at: z.number(), ...amounts });
export type Mark = z.infer<typeof markSchema>;

/** What the plan knows: all of it, or the pieces so far when the rest is still being planned. */
export interface PlanKnown {
  readonly tasks: number;
  readonly bytes: number;
  readonly whole: boolean;
}

/** Per second, of late; null while unknown. */
export function rateOf(marks: readonly Mark[]): BuildDone | null {
  const [first] = marks;
  const last = marks.at(-1);
  const seconds = first && last ? (last.at - first.at) / 1000 : 0;
  if (!first || !last || seconds <= 0) return null;
  return {
    tasks: (last.tasks - first.tasks) / seconds,
    bytes: (last.bytes - first.bytes) / seconds,
    planned: (last.planned - first.planned) / seconds,
  };
}

export interface BuildProgress {
  readonly done: BuildDone;
  readonly plan: PlanKnown;
  readonly marks: readonly Mark[];
  /** Ms since this run of the build began. */
  readonly elapsedMs: number;
}

/**
 * How far a build is. The bytes in all are the plan's estimate, corrected by what the slices so far turned out to be. How
 * long the rest takes follows from the rate of late; nothing is promised while the plan grows or the rate is unknown.
 */
export function progressOf(
  { exportId, projectId, organizationId }: ExportRequest,
  { done, plan, marks, elapsedMs }: BuildProgress,
): DataOf<typeof ExportProgressed> {
  const rate = rateOf(marks);
  const left = Math.max(0, plan.bytes - done.planned);
  const stretch = done.planned > 0 ? done.bytes / done.planned : 1;
  return {
    exportId,
    projectId,
    organizationId,
    step: 'build',
    done: { tasks: done.tasks, bytes: done.bytes },
    total: { tasks: Math.max(plan.tasks, done.tasks), bytes: done.bytes + Math.round(left * stretch) },
    elapsed: tenths(Math.max(0, elapsedMs) / 1000),
    remaining: plan.whole ? secondsLeft(left, rate && rate.planned) : null,
    rate: rate && { tasks: tenths(rate.tasks), bytes: Math.round(rate.bytes) },
  };
}
