import { Logger } from '@nestjs/common';
import {
  WebSocketGateway,
  WebSocketServer,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import type { Namespace, Socket } from 'socket.io';
import { PluginsRepository } from '../persistence/plugins.repository.js';
import { SessionLogsRepository } from '../persistence/session-logs.repository.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { PluginRegistry } from '../registry/plugin-registry.js';
import { DispatchRuns } from '../sessions/dispatch-runs.js';
import { heartbeatSchema, logSchema, responseSchema } from '../sessions/plugin-messages.js';
import { TakeResponse } from '../sessions/take-response.js';
import { isOver } from '../sessions/session.js';
import { LivePlugins, type PluginConnection } from './live-plugins.js';

/**
 * The namespace of plugins (spec 6.1, 6.2). It is confirmed at once; the heartbeat is the only proof of who it is. A wrong
 * secret gets no work and is never disconnected: clients would come back without end.
 */
@WebSocketGateway({ namespace: '/plugin', allowRequest: sameOriginOnly, maxHttpBufferSize: 1024 * 1024 })
export class PluginGateway implements OnGatewayConnection<Socket>, OnGatewayDisconnect<Socket> {
  private readonly logger = new Logger('plugins');
  @WebSocketServer() readonly namespace: Namespace;

  constructor(
    private readonly registry: PluginRegistry,
    private readonly plugins: PluginsRepository,
    private readonly live: LivePlugins,
    private readonly sessions: SessionsRepository,
    private readonly logs: SessionLogsRepository,
    private readonly response: TakeResponse,
    private readonly dispatch: DispatchRuns,
  ) {}

  handleConnection(socket: Socket): void {
    // one after the other: a log comes before the response that follows it
    let turn: Promise<void> = Promise.resolve();
    const on = (event: string, take: (message: unknown) => Promise<void>): void => {
      socket.on(event, (message: unknown) => {
        turn = turn
          .then(() => take(message))
          .catch((error: unknown) => this.logger.warn({ msg: `${event} of a plugin`, err: error }));
      });
    };
    on('heartbeat', (message) => this.heartbeat(socket, message));
    on('log', (message) => this.log(socket.id, message));
    on('response', (message) => this.response.execute(this.live.pluginsOf(socket.id), responseSchema.parse(message)));
  }

  async handleDisconnect(socket: Socket): Promise<void> {
    this.live.gone(socket.id);
    // while the service stops nobody can write that any more: the connection is forgotten by its age
    await this.plugins.gone(socket.id).catch((error: Error) => this.logger.debug(error.message));
  }

  private async heartbeat(socket: Socket, message: unknown): Promise<void> {
    const { id, secret } = heartbeatSchema.parse(message);
    if (!(await this.registry.isSecret(id, secret))) {
      if (!socket.data.warned) this.logger.warn(`a connection has no right to speak for the plugin ${id}`);
      socket.data.warned = true;
      this.live.forget(socket.id, id);
      return this.plugins.gone(socket.id, id);
    }
    if (!socket.connected) return;
    const connection: PluginConnection = {
      sid: socket.id,
      send: (event, payload) => void socket.emit(event, payload),
    };
    this.live.authenticated(connection, id);
    await this.plugins.seen(socket.id, id);
    // it may have gone while that was written
    if (!socket.connected) return this.plugins.gone(socket.id);
    this.dispatch.wake();
  }

  private async log(sid: string, message: unknown): Promise<void> {
    const { session: id, line } = logSchema.parse(message);
    const session = await this.sessions.find(id);
    if (!session || isOver(session) || !this.live.pluginsOf(sid).includes(session.pluginId)) return;
    await this.logs.add(id, line);
  }
}

/** Programs send our own origin, or none; a page of another site cannot pretend to be a plugin. */
function sameOriginOnly(request: IncomingMessage, done: (error: string | null, success: boolean) => void): void {
  const { origin, host } = request.headers;
  const same = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  done(same ? null : 'origin', same);
}
