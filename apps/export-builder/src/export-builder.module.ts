import { Staging } from '@hub/archive';
import { openAnnotationStore, type AnnotationSource, type AnnotationStore } from '@hub/annotation-store';
import { assertConsuming, type Bus } from '@hub/event-bus';
import { BuildSliceDue } from '@hub/event-contracts';
import { openBucket, type ObjectStorage } from '@hub/object-storage';
import { databaseModule, migrateServiceDatabase, OutboxModule, Transactions } from '@hub/outbox';
import { HealthModule } from '@hub/service-defaults';
import { SlicedWork } from '@hub/sliced-work';
import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { buildContextSchema } from './build/build-context.js';
import { BuildExport } from './build/build-export.js';
import { BuildSlice } from './build/build-slice.js';
import type { BuildWork } from './build/build-work.js';
import { BuildWorker } from './build/build-worker.js';
import { CancelBuild } from './build/cancel-build.js';
import { FinishBuild } from './build/finish-build.js';
import { PlanBuild } from './build/plan-build.js';
import { sliceInputSchema } from './build/slice-input.js';
import { buildOutcomeSchema, sliceResultSchema } from './build/slice-result.js';
import { SliceSource } from './build/slice-source.js';
import { TellProgress } from './build/tell-progress.js';
import { videoTrackWriters } from './build/video-track-writers.js';
import { BuildSliceDueHandler } from './events/build-slice-due.handler.js';
import { ExportCancellationRequestedHandler } from './events/export-cancellation-requested.handler.js';
import { ExportRequestedHandler } from './events/export-requested.handler.js';
import { buildWidthOf, exportBuilderSettings, type ExportBuilderSettings } from './export-builder.config.js';
import { ANNOTATION_SOURCE, ANNOTATION_STORE, BUILD_WORK, STAGING_BUCKET } from './export-builder.tokens.js';
import { BuildProgressRepository } from './persistence/build-progress.repository.js';
import { BuildsRepository } from './persistence/builds.repository.js';
import { exportBuilderDatabase, schema } from './persistence/export-builder-database.js';

@Module({})
export class ExportBuilderModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  static forRoot(settings: ExportBuilderSettings, bus: Bus): DynamicModule {
    const databaseUrl = settings.DATABASE_URL;
    return {
      module: ExportBuilderModule,
      imports: [
        databaseModule(exportBuilderDatabase(databaseUrl)),
        OutboxModule.forRoot({ source: exportBuilder.name, schema, databaseUrl, bus }),
        HealthModule.forRoot({
          inject: [DataSource],
          checks: (database: DataSource) => ({
            database: () => database.query('select 1'),
            bus: () => assertConsuming(bus),
          }),
        }),
      ],
      controllers: [ExportRequestedHandler, BuildSliceDueHandler, ExportCancellationRequestedHandler],
      providers: [
        BuildsRepository,
        BuildProgressRepository,
        {
          provide: ANNOTATION_STORE,
          useFactory: () => openAnnotationStore(settings.ANNOTATION_STORE_URL ?? databaseUrl, storeOptions),
        },
        {
          provide: ANNOTATION_SOURCE,
          inject: [ANNOTATION_STORE],
          useFactory: (store: AnnotationStore) => store.source,
        },
        { provide: STAGING_BUCKET, useFactory: () => openBucket(settings, settings.STAGING_BUCKET) },
        {
          provide: BUILD_WORK,
          inject: [
            Transactions,
            DataSource,
            ANNOTATION_SOURCE,
            STAGING_BUCKET,
            BuildsRepository,
            BuildProgressRepository,
          ],
          useFactory: buildWork(settings),
        },
        {
          provide: BuildExport,
          inject: [Transactions, ANNOTATION_SOURCE, BUILD_WORK, BuildsRepository],
          useFactory: (
            transactions: Transactions,
            source: AnnotationSource,
            work: BuildWork,
            builds: BuildsRepository,
          ) =>
            new BuildExport(
              transactions,
              new PlanBuild(source, settings.SLICE_BYTES),
              work,
              builds,
              buildWidthOf(settings),
            ),
        },
        {
          provide: CancelBuild,
          inject: [Transactions, BUILD_WORK, BuildsRepository],
          useFactory: (transactions: Transactions, work: BuildWork, builds: BuildsRepository) =>
            new CancelBuild(transactions, work, builds),
        },
      ],
    };
  }

  constructor(
    @Inject(BUILD_WORK) private readonly work: BuildWork,
    @Inject(ANNOTATION_STORE) private readonly store: AnnotationStore,
  ) {}

  onApplicationBootstrap(): void {
    this.work.start();
  }

  /** Slices are given back while the database is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

const storeOptions = { connections: 1, readConnections: 4, applicationName: 'export-builder' };

const buildWork =
  ({ BUILD_SLOTS: slots, BUILD_SILENCE_MS: sweepAfterMs, SLICE_BYTES: sliceBytes }: ExportBuilderSettings) =>
  (
    transactions: Transactions,
    dataSource: DataSource,
    source: AnnotationSource,
    bucket: ObjectStorage,
    builds: BuildsRepository,
    progress: BuildProgressRepository,
  ): BuildWork => {
    const staging = new Staging(bucket, 'build');
    const buildSlice = new BuildSlice(new SliceSource(source, videoTrackWriters), staging);
    const worker = new BuildWorker(
      new PlanBuild(source, sliceBytes),
      buildSlice,
      new FinishBuild(source, staging),
      builds,
      progress,
      new TellProgress(builds, progress),
      () => work,
    );
    const work: BuildWork = new SlicedWork({
      transactions,
      dataSource,
      schema,
      due: BuildSliceDue,
      schemas: {
        context: buildContextSchema,
        input: sliceInputSchema,
        result: sliceResultSchema,
        outcome: buildOutcomeSchema,
      },
      worker,
      slots,
      sweepAfterMs,
    });
    return work;
  };

/** Turns one request into one verified archive, slice by slice. */
export const exportBuilder = {
  name: 'export-builder',
  settings: exportBuilderSettings,
  consumes: ['facts', 'slices'] as const,
  module: (settings: ExportBuilderSettings, bus: Bus): DynamicModule => ExportBuilderModule.forRoot(settings, bus),
  migrate: (databaseUrl: string): Promise<void> => migrateServiceDatabase(exportBuilderDatabase(databaseUrl)),
};
