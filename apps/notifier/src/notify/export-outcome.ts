import type { ExportCompleted, ExportFailed, DataOf } from '@hub/event-contracts';

/** What people are told about: the data of the two events that end an export. */
export type ExportOutcome =
  | { readonly kind: 'export.completed'; readonly data: DataOf<typeof ExportCompleted> }
  | { readonly kind: 'export.failed'; readonly data: DataOf<typeof ExportFailed> };

/** One line and one sentence, the same in every channel. */
export function wording(outcome: ExportOutcome): { title: string; message: string } {
  const { projectName } = outcome.data;
  if (outcome.kind === 'export.failed') {
    const { message, remedy, retryable } = outcome.data.failure;
    const help = remedy ?? (retryable ? 'Trying again may help.' : '');
    return { title: `The export of ${projectName} failed`, message: help ? `${sentence(message)} ${help}` : message };
  }
  const { exported, empty, quarantined } = outcome.data.reconciliation;
  const tasks = `${count(exported + empty, 'task')}${quarantined ? `, ${count(quarantined, 'task')} in quarantine with the reason` : ''}`;
  return {
    title: `The export of ${projectName} is ready`,
    message: `${tasks}, ${outcome.data.artifacts.map((a) => a.fileName).join(' and ')}`,
  };
}

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
