import { FaultyStore, type Where } from '@hub/testing';
import type { HurtableHub } from './hub.js';
import type { NodeProcess } from './process.js';

export interface WatchedBuilder {
  readonly process: NodeProcess;
  /** Its own way to the object store. */
  readonly store: FaultyStore;
}

/** Builders of a hub that each reach the object store by a way of their own: so it is known who makes a call. */
export class WatchedBuilders {
  private all: WatchedBuilder[] = [];

  constructor(
    private readonly hub: HurtableHub,
    private readonly storeEndpoint: string,
  ) {}

  /** `begun` gets it before it is ready. */
  async add(
    settings: Record<string, string> = {},
    begun: (builder: WatchedBuilder) => void = () => undefined,
  ): Promise<WatchedBuilder> {
    const store = await FaultyStore.open(this.storeEndpoint);
    const own = { ...settings, S3_ENDPOINT: store.url };
    const process = await this.hub.processes.add('export-builder', own, (process) => begun({ process, store }));
    const builder = { process, store };
    this.all.push(builder);
    return builder;
  }

  /** Does something to the builder that is the first to make such a call, while the call waits. Resolves with it. */
  first(where: Where, moment: 'before' | 'after', act: (builder: WatchedBuilder) => unknown): Promise<WatchedBuilder> {
    return new Promise((resolve, reject) => {
      const traps = this.all.map((builder) =>
        builder.store.hurt(
          { ...where, times: 1 },
          {
            kind: 'meanwhile',
            moment,
            act: async () => {
              for (const trap of traps.splice(0)) trap.mend();
              await Promise.resolve(act(builder)).then(() => resolve(builder), reject);
            },
          },
        ),
      );
    });
  }

  /** kill -9 */
  async kill(builder: WatchedBuilder): Promise<void> {
    this.all = this.all.filter(({ process }) => process !== builder.process);
    await this.hub.processes.killProcess(builder.process);
    // its last call may still be under way to the store
    void builder.store.close();
  }

  /** kill -9 of all. */
  async killAll(): Promise<void> {
    for (const builder of this.all) await this.kill(builder);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(({ store }) => store.close()));
  }
}
