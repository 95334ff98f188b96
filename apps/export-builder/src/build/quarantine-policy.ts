import type { TaskFacts } from '@hub/annotation-store';
import type { QuarantinePolicy } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { z } from 'zod';

/** A task that was set aside, as people are told of it when an export fails because of it. All texts are short. */
export const setAsideSchema = z.object({
  taskId: z.string(),
  externalId: z.string(),
  /** Where in the task, and what is wrong there: the first of its reasons. */
  path: z.string(),
  reason: z.string(),
});
export type SetAside = z.infer<typeof setAsideSchema>;

/** Tasks that may be set aside; one more and the export fails. */
export function mostSetAside(policy: QuarantinePolicy | undefined): number {
  if (!policy || policy.policy === 'set-aside') return Infinity;
  return policy.policy === 'fail' ? 0 : policy.limit;
}

/** What a slice has to keep to: `before` were set aside by other slices. */
export interface QuarantineLimit {
  readonly most: number;
  readonly before: number;
}
export const noLimit: QuarantineLimit = { most: Infinity, before: 0 };

/** Counts the tasks that a slice sets aside; throws as soon as they are too many. */
export class SetAsides {
  first: SetAside | null = null;
  private found: number;

  constructor(private readonly limit: QuarantineLimit) {
    this.found = limit.before;
  }

  add(
    { taskId, externalId }: Pick<TaskFacts, 'taskId' | 'externalId'>,
    reasons: NonNullable<TaskFacts['unwritable']>,
  ): void {
    const { path = '', reason = '' } = reasons[0] ?? {};
    this.first ??= { taskId: cut(taskId), externalId: cut(externalId), path: cut(path), reason: cut(reason) };
    this.found++;
    const { most } = this.limit;
    if (this.found > most) throw tooManyUnwritable({ found: this.found, early: true, limit: most, first: this.first });
  }
}

interface TooMany {
  /** Tasks set aside; when the build stopped early, those found until then. */
  readonly found: number;
  readonly early: boolean;
  readonly limit: number;
  readonly first: SetAside | null;
}

/** The export fails because of its own policy. Below 2000 characters, whatever the tasks are called. */
export function tooManyUnwritable({ found, early, limit, first }: TooMany): Failure {
  const allowed = limit === 0 ? 'none' : `${limit} at most`;
  const example = first
    ? ` The first is "${first.externalId}" (task ${first.taskId}): ${first.path} ${first.reason}.`
    : '';
  return new Failure(
    'too-many-unwritable',
    'user',
    `${early ? 'At least ' : ''}${count(found)} cannot be written, and this export allows ${allowed}.${example} ` +
      'Mend these tasks, leave them out of the selection, or ask for an export that sets them aside ' +
      '(policy "set-aside", or a higher limit); their list with every reason is then in quarantine.ndjson. ' +
      'Trying this export again does not help: it shows the same instant.',
  );
}

const count = (tasks: number): string => (tasks === 1 ? '1 task' : `${tasks} tasks`);
/** Short, and text that every store takes: half a surrogate pair or a control character becomes U+FFFD. */
const cut = (text: string): string => {
  const shown = Buffer.from(text.slice(0, 200))
    .toString()
    .replace(/\p{Cc}/gu, '\ufffd');
  return text.length > 200 ? `${shown}…` : shown;
};
