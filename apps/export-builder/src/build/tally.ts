import type { TaskFacts } from '@hub/annotation-store';
import { z } from 'zod';

const count = z.number().int().nonnegative();
/** Pairs, because a stage or class may be called anything, `__proto__` too. */
const countsByName = z.array(z.tuple([z.string(), count]));

export const tallySchema = z.object({
  /** Written, with at least one annotation. */
  exported: count,
  /** Written, without any. */
  empty: count,
  quarantined: count,
  /** Of a delta, among all of these. */
  added: count.default(0),
  changed: count.default(0),
  /** Of the written tasks; a video track counts its key frames. */
  annotations: count,
  pages: count,
  stages: countsByName,
  batches: countsByName,
  classes: countsByName,
  /** Tasks set aside, by reason. */
  reasons: countsByName,
});
export type TallyValues = z.infer<typeof tallySchema>;

type WrittenFacts = Pick<TaskFacts, 'annotations' | 'pages' | 'stage' | 'batches' | 'classCounts'> &
  Partial<Pick<TaskFacts, 'change'>>;

/** Counts what happens to each selected document. */
export class Tally {
  private exported = 0;
  private empty = 0;
  private quarantined = 0;
  private added = 0;
  private changed = 0;
  private annotations = 0;
  private pages = 0;
  private readonly stages = new Map<string, number>();
  private readonly batches = new Map<string, number>();
  private readonly classes = new Map<string, number>();
  private readonly reasons = new Map<string, number>();

  written(facts: WrittenFacts): void {
    if (facts.annotations > 0) this.exported++;
    else this.empty++;
    if (facts.change) this[facts.change]++;
    this.annotations += facts.annotations;
    this.pages += facts.pages;
    bump(this.stages, facts.stage, 1);
    for (const batch of facts.batches) bump(this.batches, batch, 1);
    for (const [title, n] of facts.classCounts) bump(this.classes, title, n);
  }

  issueWritten(): void {
    this.exported++;
  }

  setAside(reasons: readonly { reason: string }[], change: TaskFacts['change'] = null): void {
    this.quarantined++;
    if (change) this[change]++;
    for (const reason of new Set(reasons.map((each) => each.reason))) bump(this.reasons, reason, 1);
  }

  add(other: TallyValues): void {
    this.exported += other.exported;
    this.empty += other.empty;
    this.quarantined += other.quarantined;
    this.added += other.added;
    this.changed += other.changed;
    this.annotations += other.annotations;
    this.pages += other.pages;
    for (const [mine, theirs] of [
      [this.stages, other.stages],
      [this.batches, other.batches],
      [this.classes, other.classes],
      [this.reasons, other.reasons],
    ] as const)
      for (const [name, n] of theirs) bump(mine, name, n);
  }

  /** Names in the order of their code units: the same however the work was cut. */
  values(): TallyValues {
    const { exported, empty, quarantined, added, changed, annotations, pages } = this;
    return {
      exported,
      empty,
      quarantined,
      added,
      changed,
      annotations,
      pages,
      stages: sorted(this.stages),
      batches: sorted(this.batches),
      classes: sorted(this.classes),
      reasons: sorted(this.reasons),
    };
  }
}

const bump = (map: Map<string, number>, name: string, by: number): void =>
  void map.set(name, (map.get(name) ?? 0) + by);
const sorted = (map: Map<string, number>): [string, number][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
