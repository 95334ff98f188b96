import { Sweeper, CallerGuard } from '@hub/service-defaults';
import { EnvelopeSealer } from '@hub/sealing';
import type { Provider, Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { StorageRouterClient } from './clients/storage-router.client.js';
import { ExportFailedHandler } from './events/export-failed.handler.js';
import { ExportRequestedHandler } from './events/export-requested.handler.js';
import { PluginSessionsController } from './http/plugin-sessions.controller.js';
import { PluginsController } from './http/plugins.controller.js';
import { V2PluginsController } from './http/v2-plugins.controller.js';
import { PluginsRepository } from './persistence/plugins.repository.js';
import { SessionLogsRepository } from './persistence/session-logs.repository.js';
import { SessionsRepository } from './persistence/sessions.repository.js';
import type { PluginConverterSettings } from './plugin-converter.config.js';
import { Outbound, PluginRegistry } from './registry/plugin-registry.js';
import { DispatchRuns } from './sessions/dispatch-runs.js';
import { EndOverdue } from './sessions/end-overdue.js';
import { EndSession } from './sessions/end-session.js';
import { FollowExport } from './sessions/follow-export.js';
import { LookAtServers } from './sessions/look-at-servers.js';
import { RestConnector } from './sessions/rest-connector.js';
import { RunPlugin } from './sessions/run-plugin.js';
import { SessionSettings } from './sessions/session-settings.js';
import { TakeResponse } from './sessions/take-response.js';
import { LivePlugins } from './sockets/live-plugins.js';
import { PluginGateway } from './sockets/plugin.gateway.js';

const sweepMs = 2_000;

export const pluginControllers: Type[] = [
  PluginsController,
  PluginSessionsController,
  V2PluginsController,
  ExportFailedHandler,
  ExportRequestedHandler,
];

/** Plugins of others: registry, connections, runs. */
export const pluginProviders = (settings: PluginConverterSettings): Provider[] => [
  { provide: APP_GUARD, useClass: CallerGuard },
  { provide: EnvelopeSealer, useValue: new EnvelopeSealer(settings.PLUGIN_KEYS) },
  { provide: Outbound, useValue: new Outbound({ OUTBOUND_ALLOW: settings.OUTBOUND_ALLOW }) },
  {
    provide: SessionSettings,
    useValue: new SessionSettings({
      wait: settings.PLUGIN_WAIT_SECONDS,
      run: settings.PLUGIN_RUN_SECONDS,
      silence: settings.PLUGIN_SILENCE_SECONDS,
      gone: settings.PLUGIN_GONE_SECONDS,
    }),
  },
  {
    provide: StorageRouterClient,
    useValue: new StorageRouterClient({ url: settings.STORAGE_ROUTER_URL, internalToken: settings.INTERNAL_TOKEN }),
  },
  {
    provide: Sweeper,
    inject: [EndOverdue, LookAtServers],
    useFactory: (overdue: EndOverdue, servers: LookAtServers) => new Sweeper('plugins', sweepMs, [overdue, servers]),
  },
  PluginRegistry,
  PluginsRepository,
  SessionsRepository,
  SessionLogsRepository,
  LivePlugins,
  PluginGateway,
  DispatchRuns,
  RunPlugin,
  RestConnector,
  TakeResponse,
  EndSession,
  EndOverdue,
  LookAtServers,
  FollowExport,
];
