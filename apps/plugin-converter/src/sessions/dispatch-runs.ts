import type { AnnotationStore } from '@hub/annotation-store';
import { Transactions } from '@hub/outbox';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ANNOTATION_STORE } from '../persistence/accounts.module.js';
import { PluginsRepository } from '../persistence/plugins.repository.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { restSid, type Plugin } from '../registry/plugin.js';
import { LivePlugins } from '../sockets/live-plugins.js';
import { RestConnector } from './rest-connector.js';
import { runPayload, type RunPayload } from './run-payload.js';
import type { Session } from './session.js';
import { SessionSettings } from './session-settings.js';
import { tellStarted } from './session-events.js';

/** Runs may be asked for at another instance: so often, in ms, this one looks for those that its connections can take. */
const lookEvery = 500;
/** A key lives somewhat longer than the run it is for. */
const keySlackMs = 60_000;

interface Taken {
  readonly session: Session;
  readonly send: (payload: RunPayload) => void;
}

/** Gives runs to plugins that are connected to this process, and to those that are servers. Each run is given once. */
@Injectable()
export class DispatchRuns implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('plugin-sessions');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsRepository,
    private readonly plugins: PluginsRepository,
    private readonly live: LivePlugins,
    private readonly rest: RestConnector,
    private readonly settings: SessionSettings,
    @Inject(ANNOTATION_STORE) private readonly store: AnnotationStore,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), lookEvery);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Looks now. Looks follow one another. */
  wake(): void {
    this.running = this.running.then(() => this.look()).catch((error: unknown) => this.logger.error(error));
  }

  private async look(): Promise<void> {
    const servers = this.stopped ? [] : await this.plugins.servers();
    while (!this.stopped) {
      const taken = await this.take(servers);
      if (!taken) return;
      const { session, send } = taken;
      const expiresAt = new Date(Date.now() + this.settings.limits.run * 1000 + keySlackMs);
      const { id: sessionId, pluginId, pluginName, organizationId, projectId, sendEmail, runById: userId } = session;
      const about = { sessionId, pluginId, pluginName, organizationId, projectId, sendEmail, userId };
      send(runPayload(session, await this.store.accounts.openPluginSession({ ...about, expiresAt })));
    }
  }

  /** A process that dies between this and the sending leaves a run without its connection: the sweep ends it. */
  private async take(servers: readonly Plugin[]): Promise<Taken | null> {
    const ids = [...this.live.pluginIds(), ...servers.map(({ id }) => id)];
    if (ids.length === 0) return null;
    return this.transactions.run(async (tx) => {
      const session = await this.sessions.claim(tx, ids);
      if (!session) return null;
      const server = servers.find(({ id }) => id === session.pluginId);
      const connection = server ? null : this.live.pick(session.pluginId);
      if (!server && !connection) return null;
      const sid = connection?.sid ?? restSid(session.pluginId);
      await this.sessions.change(tx, session.id, { state: 'running', sid, started: true });
      await tellStarted(tx, session);
      const send = (payload: RunPayload): void =>
        server ? this.rest.run(server, session.id, payload) : connection?.send('plugin', payload);
      return { session, send };
    });
  }
}
