import { Injectable } from '@nestjs/common';

/** A connection as the rest of the service sees it. */
export interface PluginConnection {
  readonly sid: string;
  send(event: 'plugin', payload: unknown): void;
}

interface Live {
  readonly connection: PluginConnection;
  /** Plugins that it authenticated for, each with its runs that are on. */
  readonly plugins: Map<string, number>;
}

/** Connections of this process, and which plugins each speaks for. */
@Injectable()
export class LivePlugins {
  private readonly live = new Map<string, Live>();

  authenticated(connection: PluginConnection, pluginId: string): void {
    const known = this.live.get(connection.sid) ?? { connection, plugins: new Map<string, number>() };
    if (!known.plugins.has(pluginId)) known.plugins.set(pluginId, 0);
    this.live.set(connection.sid, known);
  }

  /** Its secret is void now. */
  forget(sid: string, pluginId: string): void {
    this.live.get(sid)?.plugins.delete(pluginId);
  }

  gone(sid: string): void {
    this.live.delete(sid);
  }

  pluginsOf(sid: string): string[] {
    return [...(this.live.get(sid)?.plugins.keys() ?? [])];
  }

  /** All plugins that are connected here. */
  pluginIds(): string[] {
    return [...new Set([...this.live.values()].flatMap(({ plugins }) => [...plugins.keys()]))];
  }

  /** The one that was given the fewest runs. */
  pick(pluginId: string): PluginConnection | null {
    let best: Live | null = null;
    for (const one of this.live.values()) {
      const runs = one.plugins.get(pluginId);
      if (runs !== undefined && runs < (best?.plugins.get(pluginId) ?? Infinity)) best = one;
    }
    if (best) best.plugins.set(pluginId, (best.plugins.get(pluginId) ?? 0) + 1);
    return best?.connection ?? null;
  }
}
