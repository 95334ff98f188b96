import { Failure } from '@hub/failures';
import { guardedFetch } from '@hub/guarded-agent';
import { Injectable, Logger } from '@nestjs/common';
import { PluginsRepository } from '../persistence/plugins.repository.js';
import { SessionLogsRepository } from '../persistence/session-logs.repository.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { Outbound, PluginRegistry } from '../registry/plugin-registry.js';
import { restSid, type Plugin } from '../registry/plugin.js';
import { EndSession } from './end-session.js';
import type { RunPayload } from './run-payload.js';
import { isOver, runFailure } from './session.js';
import { SessionSettings } from './session-settings.js';

const mostBytes = 64 * 1024;
const heartbeatMs = 10_000;

/** Plugins that are servers (spec 6.4): the Hub calls them, and asks whether they are there. */
@Injectable()
export class RestConnector {
  private readonly logger = new Logger('plugin-sessions');

  constructor(
    private readonly registry: PluginRegistry,
    private readonly plugins: PluginsRepository,
    private readonly sessions: SessionsRepository,
    private readonly logs: SessionLogsRepository,
    private readonly end: EndSession,
    private readonly outbound: Outbound,
    private readonly settings: SessionSettings,
  ) {}

  /** The plugin works inside the request; its result comes by `/v2/pluginResponse` before the answer. */
  run(plugin: Plugin, sessionId: string, payload: RunPayload): void {
    this.call(plugin, sessionId, payload).catch((error: unknown) => this.logger.error(error));
  }

  /** Whether it says that it is there. */
  async look(plugin: Plugin): Promise<void> {
    const sid = restSid(plugin.id);
    const answer = await this.ask(plugin, 'GET', '/heartbeat', heartbeatMs).catch(() => null);
    if (answer === 200) await this.plugins.seen(sid, plugin.id);
    else await this.plugins.gone(sid);
  }

  private async call(plugin: Plugin, sessionId: string, payload: RunPayload): Promise<void> {
    const timeout = this.settings.limits.run * 1000;
    const status = await this.ask(plugin, 'POST', '/plugin', timeout, payload).catch((error: unknown) =>
      error instanceof Failure ? error : Promise.reject(error),
    );
    const session = await this.sessions.find(sessionId);
    // whoever answered by pluginResponse has said how it went: the status says it a second time
    if (!session || isOver(session) || session.state === 'completing') return;
    const said = await this.logs.lastError(sessionId);
    const why =
      status instanceof Failure
        ? `The plugin could not be called: ${status.message}`
        : (said ?? `The plugin answered the call (HTTP ${status}) without a result.`);
    await this.end.fail(sessionId, runFailure('no-result', why));
  }

  private async ask(
    plugin: Plugin,
    method: 'GET' | 'POST',
    path: string,
    timeoutMs: number,
    body?: RunPayload,
  ): Promise<number> {
    const headers = { secret: this.registry.secretOf(plugin), 'content-type': 'application/json' };
    const request = { method, headers, body: body && JSON.stringify(body) };
    const limits = { timeoutMs, maxBytes: mostBytes };
    return (await guardedFetch(`${plugin.restUrl}${path}`, request, this.outbound.guard, limits)).status;
  }
}
