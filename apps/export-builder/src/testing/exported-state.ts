import type { ExportFormat } from '@hub/event-contracts';

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/**
 * What somebody holds who keeps up with a project: the documents and the quarantine of a full export, by task, with its
 * deltas applied as the contract says. Texts stay what they were, byte for byte.
 */
export class ExportedState {
  private readonly documents = new Map<string, string>();
  private readonly quarantine = new Map<string, string>();

  constructor(private readonly format: ExportFormat) {}

  /** Puts in what the archive holds, and takes away what it says is gone. */
  apply(files: readonly TextFile[]): this {
    for (const text of documentsIn(files, this.format)) {
      const { task } = JSON.parse(text) as { task: { taskId: string } };
      this.quarantine.delete(task.taskId);
      this.documents.set(task.taskId, text);
    }
    for (const line of linesOf(files, 'quarantine.ndjson')) {
      this.documents.delete(taskOf(line));
      this.quarantine.set(taskOf(line), line);
    }
    for (const line of linesOf(files, 'removed.ndjson')) {
      if (!this.documents.delete(taskOf(line)) && !this.quarantine.delete(taskOf(line)))
        throw new Error(`Nobody had what was removed: ${line}`);
    }
    return this;
  }

  /** Everything, by task. */
  content(): { documents: [string, string][]; quarantine: [string, string][] } {
    const sorted = (map: Map<string, string>): [string, string][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return { documents: sorted(this.documents), quarantine: sorted(this.quarantine) };
  }
}

const besideData = ['manifest.json', 'quarantine.ndjson', 'removed.ndjson'];

function documentsIn(files: readonly TextFile[], format: ExportFormat): string[] {
  const data = files.filter(({ name }) => !besideData.includes(name)).map(({ text }) => text);
  // documents hold no line feed
  if (format === 'split') return data.filter((text) => text !== '');
  const [text = ''] = data;
  const lines = format === 'json' ? text.slice(1, -1).split(',\n') : text.split('\n');
  return lines.filter((line) => line !== '');
}

const linesOf = (files: readonly TextFile[], name: string): string[] =>
  (files.find((file) => file.name === name)?.text ?? '').split('\n').filter((line) => line !== '');

const taskOf = (line: string): string => (JSON.parse(line) as { taskId: string }).taskId;
