import { openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { assertConsuming, type Bus } from '@hub/event-bus';
import { databaseModule, OutboxModule } from '@hub/outbox';
import { CALLER_RESOLVER, CallerGuard, ClientAddresses, HealthModule } from '@hub/service-defaults';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { StorageRouterClient } from './clients/storage-router.client.js';
import { DeliverySchedule } from './continuous/delivery-schedule.js';
import { MEMBERS } from './continuous/members.js';
import { continuousDelivery } from './continuous/parts.js';
import { SCHEDULE_SETTINGS } from './continuous/schedule-settings.js';
import { handlers } from './events/handlers.js';
import { exportApiSettings, type ExportApiSettings } from './export-api.config.js';
import { AuditLinks } from './exports/audit-links.js';
import { AwaitExport } from './exports/await-export.js';
import { END_SIGNALS } from './exports/end-signals.js';
import { ExportAccess } from './exports/export-access.js';
import { FindSharedBuild } from './exports/find-shared-build.js';
import { FollowSteps } from './exports/follow-steps.js';
import { LinkArtifact } from './exports/link-artifact.js';
import { PEOPLE } from './exports/people.js';
import { PROJECT_CATALOGUE } from './exports/project-catalogue.js';
import { RequestExport } from './exports/request-export.js';
import { ResolveRequest } from './exports/resolve-request.js';
import { SNAPSHOTS } from './exports/snapshots.js';
import { SteerExport } from './exports/steer-export.js';
import { ExportViews } from './history/export-views.js';
import { ForgetExports } from './history/forget-exports.js';
import { HistorySettings } from './history/history-settings.js';
import { HistorySweep } from './history/history-sweep.js';
import { ArtifactsController } from './http/artifacts.controller.js';
import { ContinuousDeliveryController } from './http/continuous-delivery.controller.js';
import { ConvertersController } from './http/converters.controller.js';
import { ExportsController } from './http/exports.controller.js';
import { LinksController } from './http/links.controller.js';
import { ProjectExportsController } from './http/project-exports.controller.js';
import { V2ExportController } from './http/v2/v2-export.controller.js';
import { ContinuousDeliveriesRepository } from './persistence/continuous-deliveries.repository.js';
import { EndedExports } from './persistence/ended-exports.js';
import { exportDatabase, migrate, schema } from './persistence/export-database.js';
import { ExportGroups } from './persistence/export-groups.js';
import { ExportsRepository } from './persistence/exports.repository.js';
import { EarlierExportsRepository } from './persistence/earlier-exports.repository.js';
import { HistoryRepository } from './persistence/history.repository.js';
import { OldExportsRepository } from './persistence/old-exports.repository.js';
import { StorePeople } from './persistence/store-people.js';
import { StoreProjectCatalogue } from './persistence/store-project-catalogue.js';
import { PreviewExport } from './preview/preview-export.js';
import { PREVIEW_SOURCE } from './preview/preview-source.js';
import { TakeSample } from './preview/take-sample.js';

const STORE = Symbol('AnnotationStore');
const name = 'export-api';
const hourMs = 3600 * 1000;

/** export-api: accepts requests, owns the state of every export, shows history and links. */
@Module({})
export class ExportApiModule implements OnApplicationShutdown {
  constructor(@Inject(STORE) private readonly store: AnnotationStore) {}

  static forRoot(settings: ExportApiSettings, bus: Bus): DynamicModule {
    return {
      module: ExportApiModule,
      imports: [
        databaseModule(exportDatabase(settings.DATABASE_URL)),
        OutboxModule.forRoot({ source: name, schema, databaseUrl: settings.DATABASE_URL, bus }),
        HealthModule.forRoot({
          inject: [DataSource],
          checks: (database: DataSource) => ({
            database: () => database.query('select 1'),
            bus: () => assertConsuming(bus),
          }),
        }),
      ],
      controllers: [
        V2ExportController,
        ProjectExportsController,
        ExportsController,
        ArtifactsController,
        LinksController,
        ContinuousDeliveryController,
        ConvertersController,
        ...handlers,
      ],
      providers: [
        ...adapters(settings),
        RequestExport,
        FindSharedBuild,
        PreviewExport,
        TakeSample,
        ResolveRequest,
        SteerExport,
        FollowSteps,
        AwaitExport,
        LinkArtifact,
        AuditLinks,
        ExportAccess,
        ExportsRepository,
        ExportGroups,
        HistoryRepository,
        OldExportsRepository,
        ForgetExports,
        HistorySweep,
        ExportViews,
        EarlierExportsRepository,
        ContinuousDeliveriesRepository,
        ...continuousDelivery,
        DeliverySchedule,
      ],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

/** Which adapter fills which port. */
const adapters = (settings: ExportApiSettings): Provider[] => [
  {
    provide: STORE,
    useFactory: () =>
      openAnnotationStore(settings.DATABASE_URL, {
        connections: 5,
        readConnections: 6,
        readTimeout: settings.PREVIEW_TIMEOUT_MS,
        applicationName: name,
      }),
  },
  {
    provide: PROJECT_CATALOGUE,
    inject: [STORE],
    useFactory: (store: AnnotationStore) => new StoreProjectCatalogue(store),
  },
  { provide: SNAPSHOTS, inject: [STORE], useFactory: (store: AnnotationStore) => store.source },
  { provide: PREVIEW_SOURCE, inject: [STORE], useFactory: (store: AnnotationStore) => store.source },
  { provide: CALLER_RESOLVER, inject: [STORE], useFactory: (store: AnnotationStore) => store.callers },
  { provide: MEMBERS, inject: [STORE], useFactory: (store: AnnotationStore) => store.accounts },
  {
    provide: SCHEDULE_SETTINGS,
    useValue: { on: settings.CONTINUOUS_DELIVERIES === 'on', lookMs: settings.CONTINUOUS_LOOK_SECONDS * 1000 },
  },
  {
    provide: HistorySettings,
    useValue: new HistorySettings(
      settings.HISTORY_RETENTION_DAYS * 24 * hourMs,
      settings.FAILED_STAGING_RETENTION_HOURS * hourMs,
    ),
  },
  { provide: PEOPLE, inject: [STORE], useFactory: (store: AnnotationStore) => new StorePeople(store) },
  { provide: ClientAddresses, useValue: new ClientAddresses(settings.PROXY_HOPS) },
  { provide: APP_GUARD, useClass: CallerGuard },
  { provide: END_SIGNALS, useFactory: () => new EndedExports(settings.DATABASE_URL) },
  {
    provide: StorageRouterClient,
    useFactory: () =>
      new StorageRouterClient({
        url: settings.STORAGE_ROUTER_URL,
        internalToken: settings.INTERNAL_TOKEN,
      }),
  },
];

export const exportApi = {
  name,
  settings: exportApiSettings,
  consumes: ['facts'] as const,
  bodyLimit: '1mb',
  module: (settings: ExportApiSettings, bus: Bus): DynamicModule => ExportApiModule.forRoot(settings, bus),
  migrate,
};
