/** What the window needs to know of a message: `id` is unique, messages of one `key` stay in order, null spreads. */
export interface Keyed {
  readonly id: string;
  readonly key: string | null;
}

export interface WindowSize {
  /** Messages held in memory. */
  readonly size: number;
  /** How many of them one key may take, so that a busy key does not hide the others. */
  readonly perKey: number;
  /** Messages that run at the same time. */
  readonly slots: number;
}

/**
 * The messages a consumer holds: waiting (oldest first), running (at most one per key), and done but still on the bus.
 */
export class MessageWindow<M extends Keyed> {
  private waiting: M[] = [];
  private readonly running = new Map<string, M>();
  private readonly done = new Set<string>();
  private dropped = 0;

  constructor(private readonly limits: WindowSize) {}

  /** Free places; 0 until half the window is free, so that the bus is read in large steps. */
  get room(): number {
    const room = this.limits.size - this.waiting.length;
    return room >= this.limits.size / 2 ? room : 0;
  }
  get idle(): boolean {
    return this.running.size === 0;
  }
  /** Everything that must not be read again. */
  get held(): string[] {
    return [...this.waiting.map(({ id }) => id), ...this.running.keys(), ...this.done];
  }
  get finished(): string[] {
    return [...this.done];
  }
  /** Keys with so many waiting messages that further ones stay on the bus. */
  get fullKeys(): string[] {
    return [...this.shares()].filter(([, count]) => count >= this.limits.perKey / 2).map(([key]) => key);
  }

  /** Changes whenever waiting messages are dropped. */
  get epoch(): number {
    return this.dropped;
  }

  /**
   * Adds messages, oldest first, that were asked for in `epoch`. Returns how many were left out: what their key has no
   * share for, or all of them when messages were dropped meanwhile, because later ones would overtake those.
   */
  add(messages: readonly M[], epoch = this.epoch): number {
    if (epoch !== this.epoch) return messages.length;
    const shares = this.shares();
    const accepted = messages.filter(({ key }) => {
      if (key === null) return true;
      const share = shares.get(key) ?? 0;
      shares.set(key, share + 1);
      return share < this.limits.perKey;
    });
    this.waiting.push(...accepted);
    return messages.length - accepted.length;
  }

  /** Takes what may start now: oldest first, one at a time per key. */
  take(): M[] {
    const busy = new Set([...this.running.values()].map(({ key }) => key));
    const taken: M[] = [];
    const rest: M[] = [];
    for (const message of this.waiting) {
      const free = this.running.size < this.limits.slots && (message.key === null || !busy.has(message.key));
      (free ? taken : rest).push(message);
      if (!free) continue;
      busy.add(message.key);
      this.running.set(message.id, message);
    }
    this.waiting = rest;
    return taken;
  }

  /** The message was dealt with; it is held until `forget`. */
  finish(id: string): void {
    this.running.delete(id);
    this.done.add(id);
  }
  /** The message must come again: what waits is read anew, or a later message of its key would overtake it. */
  giveBack(id: string): void {
    this.running.delete(id);
    this.dropWaiting();
  }
  dropWaiting(): void {
    this.dropped++;
    this.waiting = [];
  }
  /** The finished messages are off the bus. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.done.delete(id);
  }

  private shares(): Map<string, number> {
    const shares = new Map<string, number>();
    for (const { key } of this.waiting) if (key !== null) shares.set(key, (shares.get(key) ?? 0) + 1);
    return shares;
  }
}
