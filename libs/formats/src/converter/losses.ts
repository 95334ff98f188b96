/** What a conversion could not carry, and how often: the raw material of the fidelity report. */
export class Losses {
  private readonly counts = new Map<string, number>();

  add(what: string, times = 1): void {
    if (times > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  /** In the order of their code units: the same however the work was cut. */
  list(): [what: string, times: number][] {
    return [...this.counts].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
}
