import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore, type NewTask } from '@hub/annotation-store';
import { sampleProject } from '@hub/annotation-store/testing';
import { connectBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import { createEvent, ExportRequested, type EventDefinition, type EventOf } from '@hub/event-contracts';
import { openFolderBucket, type ObjectStorage } from '@hub/object-storage';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { ExportRequest } from '../build/build-context.js';
import { exportBuilder } from '../export-builder.module.js';
import { STAGING_BUCKET } from '../export-builder.tokens.js';
import { exportRequest } from './tasks.js';

/** One builder on a real store and database, an in-memory bus and a folder bucket. */
export class BuilderBench {
  readonly bus = new RecordingBus();
  readonly folder = mkdtempSync(join(tmpdir(), 'hub-builder-'));
  readonly staging = openFolderBucket(this.folder, 'staging');
  private app: INestApplication | null = null;

  private constructor(
    private readonly database: TestDatabase,
    readonly store: AnnotationStore,
    public projectId: string,
  ) {}

  static async open(): Promise<BuilderBench> {
    const database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await exportBuilder.migrate(database.url);
    const store = await openAnnotationStore(database.url);
    return new BuilderBench(database, store, (await sampleProject(store)).projectId);
  }

  /** Starts the service; `staging` in place of the folder bucket. */
  async start(
    environment: Record<string, string> = {},
    staging: ObjectStorage = this.staging,
  ): Promise<INestApplication> {
    const settings = exportBuilder.settings.parse({ DATABASE_URL: this.database.url, ...environment });
    const module = await Test.createTestingModule({ imports: [exportBuilder.module(settings, this.bus)] })
      .overrideProvider(STAGING_BUCKET)
      .useValue(staging)
      .compile();
    const app = module.createNestApplication({ logger: false });
    await connectBus(app, this.bus, exportBuilder.name, exportBuilder.consumes);
    this.app = app;
    return app;
  }

  async stop(): Promise<void> {
    await this.app?.close();
    this.app = null;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.store.close();
    await this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Forgets every build, as a new installation would. */
  async forget(): Promise<void> {
    await this.store.dataSource.query('drop schema export_builder cascade');
    await exportBuilder.migrate(this.database.url);
  }

  /** From now on, tasks and requests are those of a new project. */
  async turnToNewProject(): Promise<void> {
    this.projectId = (await sampleProject(this.store)).projectId;
  }

  async addTasks(tasks: readonly NewTask[], stage = 'Complete'): Promise<{ assetId: string; taskId: string }[]> {
    return this.store.dataSource.transaction((manager) =>
      this.store.writer.createTasks(manager, this.projectId, stage, tasks, { by: 'ann@example.org', origin: 'person' }),
    );
  }

  async request(exportId: string, selection: Partial<ExportRequest['selection']> = {}): Promise<ExportRequest> {
    const snapshot = await this.store.source.takeSnapshot();
    return exportRequest({ exportId, projectId: this.projectId, snapshot }, { stageIds: ['Complete'], ...selection });
  }

  ask(request: ExportRequest): Promise<void> {
    return this.publish(ExportRequested, request.exportId, request);
  }

  async publish<E extends EventDefinition>(definition: E, subject: string, data: EventOf<E>['data']): Promise<void> {
    await this.bus.send([createEvent(definition, data as never, { source: 'export-api', subject })]);
  }

  /** Events of a kind about an export, so far. */
  said<E extends EventDefinition>(definition: E, exportId: string): EventOf<E>['data'][] {
    return this.bus.said(definition, exportId);
  }

  /** The n-th event of a kind about an export, when it has come. */
  async hears<E extends EventDefinition>(definition: E, exportId: string, nth = 1): Promise<EventOf<E>['data']> {
    return this.bus.hears(definition, exportId, nth);
  }
}
