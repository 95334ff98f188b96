import type { AnnotationStore } from '@hub/annotation-store';
import { assertConsuming, type Bus } from '@hub/event-bus';
import { databaseModule, OutboxModule, Transactions } from '@hub/outbox';
import { ClientAddresses, HealthModule } from '@hub/service-defaults';
import { SlicedWork } from '@hub/sliced-work';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AbortUploads } from './retention/abort-uploads.js';
import { Buckets, CUSTOMER_BUCKETS, type CustomerBuckets } from './deliver/buckets.js';
import { ChoosePlace } from './deliver/choose-place.js';
import { CancelDeliveries } from './deliver/cancel-deliveries.js';
import { DeliverArchive } from './deliver/deliver-archive.js';
import { DeliveryUploads } from './deliver/delivery-uploads.js';
import { DeliveryWorker } from './deliver/delivery-worker.js';
import { PartSettings } from './deliver/part-settings.js';
import { PrepareDelivery } from './deliver/prepare-delivery.js';
import { RunDeliveryWork } from './deliver/run-delivery-work.js';
import { StagedArchives } from './deliver/staged-archives.js';
import { ArchiveBuiltHandler } from './events/archive-built.handler.js';
import { ArchiveConvertedHandler } from './events/archive-converted.handler.js';
import { DeliverySliceDueHandler } from './events/delivery-slice-due.handler.js';
import { ExportCancellationRequestedHandler } from './events/export-cancellation-requested.handler.js';
import { ExportEndedHandler } from './events/export-ended.handler.js';
import { ExportRemovedHandler } from './events/export-removed.handler.js';
import { FilesController, LinkSecret } from './http/files.controller.js';
import { InternalLinksController } from './http/internal-links.controller.js';
import { InternalToken } from './http/internal-token.guard.js';
import { TicketsController } from './http/tickets.controller.js';
import { ArtifactObjects } from './links/artifact-objects.js';
import { IssueLink } from './links/issue-link.js';
import { IssueTicket, PublicOrigin } from './links/issue-ticket.js';
import { LinkSettings } from './links/link-settings.js';
import { ListLinks } from './links/list-links.js';
import { RedeemTicket } from './links/redeem-ticket.js';
import { RevokeTickets } from './links/revoke-tickets.js';
import { ArtifactTimes } from './persistence/artifact-times.js';
import { ANNOTATION_STORE } from './persistence/annotation-store.js';
import { DeliveriesRepository } from './persistence/deliveries.repository.js';
import { deliveryWork } from './persistence/delivery-work.js';
import { DueDeliveriesRepository } from './persistence/due-deliveries.repository.js';
import { EndedExportsRepository } from './persistence/ended-exports.repository.js';
import { LinkAudit } from './persistence/link-audit.js';
import { rewrapAll } from './persistence/rewrap-all.js';
import { migrate, routerDatabase, schema } from './persistence/router-database.js';
import { TicketsRepository } from './persistence/tickets.repository.js';
import { UploadsRepository } from './persistence/uploads.repository.js';
import { ClearDeliveries } from './retention/clear-deliveries.js';
import { ClearStaging } from './retention/clear-staging.js';
import { ExpireArtifacts } from './retention/expire-artifacts.js';
import { ForgetExport } from './retention/forget-export.js';
import { ForgetLinks } from './retention/forget-links.js';
import { NoteExportEnd } from './retention/note-export-end.js';
import { RetentionSettings } from './retention/retention-settings.js';
import { SweepOneByOne } from './retention/sweep-one-by-one.js';
import { Sweeps } from './retention/sweeps.js';
import { exportStorageControllers, exportStorageProviders } from './export-storage.providers.js';
import { describeRewrapped, type Rotation } from './sealing/describe-rewrapped.js';
import { KeyRing } from '@hub/sealing';
import { storageControllers, storageProviders } from './storages.providers.js';
import { uploadControllers, uploadProviders } from './uploads.providers.js';
import { storageRouterSettings, type StorageRouterSettings } from './storage-router.config.js';

const name = 'storage-router';
const hourMs = 3600 * 1000;
const daySeconds = 24 * 3600;

const controllers = [InternalLinksController, TicketsController, FilesController];
const handlers = [
  ArchiveBuiltHandler,
  ArchiveConvertedHandler,
  DeliverySliceDueHandler,
  ExportCancellationRequestedHandler,
  ExportEndedHandler,
  ExportRemovedHandler,
];
const deliveries = [
  DeliverArchive,
  PrepareDelivery,
  ChoosePlace,
  DeliveryUploads,
  AbortUploads,
  CancelDeliveries,
  RunDeliveryWork,
];
const links = [IssueLink, IssueTicket, RedeemTicket, RevokeTickets, ListLinks, ArtifactObjects];
const retention = [
  NoteExportEnd,
  ExpireArtifacts,
  ClearStaging,
  ClearDeliveries,
  ForgetExport,
  ForgetLinks,
  SweepOneByOne,
  Sweeps,
];
const persistence = [
  DeliveriesRepository,
  UploadsRepository,
  DueDeliveriesRepository,
  ArtifactTimes,
  EndedExportsRepository,
  LinkAudit,
  TicketsRepository,
];

/** storage-router: puts archives where the project wants them, signs links, owns the credentials. */
@Module({})
export class StorageRouterModule implements OnApplicationShutdown {
  constructor(@Inject(ANNOTATION_STORE) private readonly store: AnnotationStore) {}

  static forRoot(settings: StorageRouterSettings, bus: Bus): DynamicModule {
    return {
      module: StorageRouterModule,
      imports: [
        databaseModule(routerDatabase(settings.DATABASE_URL)),
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
        ...controllers,
        ...storageControllers,
        ...exportStorageControllers,
        ...uploadControllers,
        ...handlers,
      ],
      providers: [
        ...storageProviders(settings, name),
        ...exportStorageProviders(settings),
        ...uploadProviders(settings),
        ...values(settings),
        ...work(settings),
        ...deliveries,
        ...links,
        ...retention,
        ...persistence,
      ],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

const values = (settings: StorageRouterSettings): Provider[] => [
  {
    provide: Buckets,
    inject: [CUSTOMER_BUCKETS],
    useFactory: (customers: CustomerBuckets) => new Buckets(settings, customers),
  },
  { provide: StagedArchives, inject: [Buckets], useFactory: (buckets: Buckets) => new StagedArchives(buckets.staging) },
  { provide: PublicOrigin, useValue: new PublicOrigin(settings.PUBLIC_URL) },
  { provide: LinkSecret, useValue: new LinkSecret(settings.LINK_SECRET) },
  { provide: InternalToken, useValue: new InternalToken(settings.INTERNAL_TOKEN) },
  {
    provide: PartSettings,
    useValue: new PartSettings(settings.DELIVERY_PART_MIB * 1024 * 1024, settings.DELIVERY_SLICE_PARTS),
  },
  { provide: ClientAddresses, useValue: new ClientAddresses(settings.PROXY_HOPS) },
  {
    provide: LinkSettings,
    useValue: new LinkSettings(
      { byDefault: settings.LINK_SECONDS, most: settings.LINK_MAX_SECONDS },
      { byDefault: settings.TICKET_DAYS * daySeconds, most: settings.TICKET_MAX_DAYS * daySeconds },
      settings.LINK_AUDIT_ADDRESSES,
    ),
  },
  {
    provide: RetentionSettings,
    useValue: new RetentionSettings(
      settings.ARTIFACT_RETENTION_DAYS * 24 * hourMs,
      settings.STAGING_RETENTION_HOURS * hourMs,
      settings.FAILED_STAGING_RETENTION_HOURS * hourMs,
      settings.UPLOAD_RETENTION_HOURS * hourMs,
      settings.LINK_AUDIT_DAYS * 24 * hourMs,
    ),
  },
];

const work = (settings: StorageRouterSettings): Provider[] => [
  {
    provide: DeliveryWorker,
    inject: [DeliveriesRepository, StagedArchives, Buckets, DeliveryUploads, ChoosePlace],
    useFactory: (
      repository: DeliveriesRepository,
      archives: StagedArchives,
      buckets: Buckets,
      uploads: DeliveryUploads,
      places: ChoosePlace,
    ) =>
      new DeliveryWorker(repository, archives, buckets, uploads, places, {
        partsPerSlice: settings.DELIVERY_SLICE_PARTS,
        callMs: settings.DELIVERY_CALL_SECONDS * 1000,
      }),
  },
  {
    provide: SlicedWork,
    inject: [DataSource, Transactions, DeliveryWorker],
    useFactory: (dataSource: DataSource, transactions: Transactions, worker: DeliveryWorker) =>
      deliveryWork(dataSource, transactions, worker, {
        backoffMs: settings.DELIVERY_BACKOFF_MS,
        patienceMs: settings.DELIVERY_PATIENCE_MINUTES * 60_000,
      }),
  },
];

export const storageRouter = {
  name,
  settings: storageRouterSettings,
  consumes: ['facts', 'slices'] as const,
  bodyLimit: '100kb',
  /** Bodies of uploads are streamed. */
  rawPaths: /^\/uploads\//,
  module: (settings: StorageRouterSettings, bus: Bus): DynamicModule => StorageRouterModule.forRoot(settings, bus),
  migrate,
  /** Brings every sealed secret under the first of these keys (the form of `STORAGE_KEYS`). */
  rotateKey: async (databaseUrl: string, storageKeys: string): Promise<Rotation> =>
    describeRewrapped(await rewrapAll(databaseUrl, KeyRing.parse(storageKeys))),
};
