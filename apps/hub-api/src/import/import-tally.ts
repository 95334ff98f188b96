/** Something that could not be imported: where it stands and why. */
export interface SetAside {
  readonly file: string;
  readonly place: string;
  /** Reasons are counted by kind: `not-json`, `bad-shape`, … */
  readonly kind: string;
  readonly reason: string;
}

export interface ImportProgress {
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly tasks: number;
}

/** How an import ended. Always `read` = `imported` + `setAside`: records are images, annotations, texts, frames, lines … */
export interface ImportSummary {
  readonly importId: string;
  readonly projectId: string;
  readonly files: number;
  readonly read: number;
  readonly imported: number;
  readonly setAside: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Tasks made, and tools, classifications and relations in them. */
  readonly tasks: number;
  readonly annotations: number;
  /** Tasks that an earlier run of the same import had made already. */
  readonly madeBefore: number;
}

/** Hears how an import goes on. */
export interface ImportReport {
  setAside(item: SetAside): void;
  progress(state: ImportProgress): void;
}

/** Counts as it goes. */
export class ImportTally {
  files = 0;
  bytes = 0;
  read = 0;
  imported = 0;
  tasks = 0;
  annotations = 0;
  madeBefore = 0;
  private readonly reasons = new Map<string, number>();

  constructor(private readonly report: ImportReport) {}

  refuse(item: SetAside): void {
    this.reasons.set(item.kind, (this.reasons.get(item.kind) ?? 0) + 1);
    this.report.setAside(item);
  }

  get setAside(): number {
    return [...this.reasons.values()].reduce((sum, count) => sum + count, 0);
  }

  tell(): void {
    this.report.progress({ files: this.files, bytes: this.bytes, records: this.read, tasks: this.tasks });
  }

  summary(importId: string, projectId: string): ImportSummary {
    const { files, read, imported, setAside, tasks, annotations, madeBefore } = this;
    const reasons = Object.fromEntries(this.reasons);
    return { importId, projectId, files, read, imported, setAside, reasons, tasks, annotations, madeBefore };
  }
}
