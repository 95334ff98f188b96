import { StoreCallerResolver, type Caller } from '@hub/annotation-store';
import { credentialsOf } from '@hub/service-defaults';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { WebSocketGateway, WebSocketServer, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'socket.io';
import { z } from 'zod';
import { toView } from '../http/notification.view.js';
import { NotificationsRepository } from '../persistence/notifications.repository.js';
import { LiveChannel } from './live-channel.js';

/** What a client may send with its handshake: a key where it has no cookie, and the last notification id it saw. */
const handshakeSchema = z.object({
  apiKey: z.string().optional(),
  since: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
const recheckMs = 60_000;

/**
 * For people, at a path of its own: `/socket.io/` is that of plugins, whose clients know no other (spec 6.1). Emits `notification` to the person it is for, and `export.progressed` and
 * `export.changed` to those who may export in the project.
 */
@WebSocketGateway({ path: '/live/socket.io', allowRequest: sameOriginOnly, maxHttpBufferSize: 64 * 1024 })
export class PeopleGateway implements OnGatewayInit<Server>, OnGatewayConnection<Socket>, OnApplicationShutdown {
  private readonly logger = new Logger(PeopleGateway.name);
  @WebSocketServer() private server: Server;
  private recheck: NodeJS.Timeout | undefined;

  constructor(
    private readonly callers: StoreCallerResolver,
    private readonly notifications: NotificationsRepository,
    private readonly live: LiveChannel,
  ) {}

  afterInit(server: Server): void {
    server.use((socket, next) => {
      this.admit(socket).then(
        (caller) => next(caller ? undefined : new Error('Invalid API KEY')),
        () => next(new Error('Sign-in could not be checked, try again')),
      );
    });
    this.live.on(
      'notification',
      (id) => void this.deliver(id).catch((error: Error) => this.logger.warn(error.message)),
    );
    this.live.on('announcement', ({ rooms, event, data }) => server.to(rooms).emit(event, data));
    this.recheck = setInterval(() => void this.dropRevoked(), recheckMs);
  }

  /** What the person missed since the last id they saw. */
  async handleConnection(socket: Socket): Promise<void> {
    const { since } = handshakeSchema.parse(socket.handshake.auth);
    const caller = socket.data.caller as Caller;
    if (!since) return;
    for (const missed of await this.notifications.since(caller.userId, since))
      socket.emit('notification', toView(missed));
  }

  onApplicationShutdown(): void {
    clearInterval(this.recheck);
  }

  private async admit(socket: Socket): Promise<Caller | null> {
    const handshake = handshakeSchema.safeParse(socket.handshake.auth ?? {});
    if (!handshake.success) return null;
    const credentials = credentialsOf(socket.handshake.headers);
    const caller = await this.callers.resolve({ ...credentials, apiKey: handshake.data.apiKey ?? credentials.apiKey });
    // what people are told is not for plugins
    if (!caller || caller.pluginSession) return null;
    socket.data.caller = caller;
    socket.data.credentials = { ...credentials, apiKey: handshake.data.apiKey ?? credentials.apiKey };
    await socket.join(roomsOf(caller));
    return caller;
  }

  private async deliver(id: string): Promise<void> {
    const notification = await this.notifications.find(id);
    if (notification) this.server.to(`user:${notification.userId}`).emit('notification', toView(notification));
  }

  /** A revoked key or an ended session loses its socket within a minute. */
  private async dropRevoked(): Promise<void> {
    for (const socket of await this.server.local.fetchSockets()) {
      const caller = await this.callers.resolve(socket.data.credentials).catch(() => undefined);
      if (caller === null) socket.disconnect();
    }
  }
}

export function roomsOf(caller: Caller): string[] {
  const managed = Object.entries(caller.projectRoles).filter(([, role]) => role === 'Manager');
  const organization = caller.organizationRole === 'member' ? [] : [`organization:${caller.organizationId}`];
  return [`user:${caller.userId}`, ...organization, ...managed.map(([projectId]) => `project:${projectId}`)];
}

/** A page of another site cannot connect with the visitor's cookie; programs send no Origin. */
function sameOriginOnly(request: IncomingMessage, done: (error: string | null, success: boolean) => void): void {
  const { origin, host } = request.headers;
  const same = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  done(same ? null : 'origin', same);
}
