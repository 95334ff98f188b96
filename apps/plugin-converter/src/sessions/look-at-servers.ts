import { Injectable } from '@nestjs/common';
import { PluginsRepository } from '../persistence/plugins.repository.js';
import { RestConnector } from './rest-connector.js';

const everyMs = 60_000;

/** Asks plugins that are servers whether they are there: each once a minute, and those that were not at every look. */
@Injectable()
export class LookAtServers {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly plugins: PluginsRepository,
    private readonly rest: RestConnector,
  ) {}

  async execute(): Promise<number> {
    const due: Promise<void>[] = [];
    for (const plugin of await this.plugins.servers()) {
      const live = await this.plugins.isLive(plugin.id);
      if (live && Date.now() - (this.seen.get(plugin.id) ?? 0) < everyMs) continue;
      this.seen.set(plugin.id, Date.now());
      due.push(this.rest.look(plugin));
    }
    await Promise.all(due);
    return 0;
  }
}
