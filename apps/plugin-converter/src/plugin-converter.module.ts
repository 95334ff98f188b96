import { Staging } from '@hub/archive';
import { assertConsuming, type Bus } from '@hub/event-bus';
import { ConversionSliceDue } from '@hub/event-contracts';
import { openBucket, type ObjectStorage } from '@hub/object-storage';
import { databaseModule, migrateServiceDatabase, OutboxModule, Transactions } from '@hub/outbox';
import { HealthModule } from '@hub/service-defaults';
import { SlicedWork } from '@hub/sliced-work';
import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CancelConversion } from './convert/cancel-conversion.js';
import { conversionContextSchema, conversionOutcomeSchema, stretchSchema } from './convert/conversion-context.js';
import { conversionResultSchema } from './convert/conversion-result.js';
import type { ConversionWork } from './convert/conversion-work.js';
import { ConversionWorker } from './convert/conversion-worker.js';
import { ConvertArchive } from './convert/convert-archive.js';
import { ConvertSlice } from './convert/convert-slice.js';
import { FinishConversion } from './convert/finish-conversion.js';
import { ArtifactDeliveredHandler } from './events/artifact-delivered.handler.js';
import { ConversionSliceDueHandler } from './events/conversion-slice-due.handler.js';
import { ExportCancellationRequestedHandler } from './events/export-cancellation-requested.handler.js';
import { AccountsModule } from './persistence/accounts.module.js';
import { ConversionsRepository } from './persistence/conversions.repository.js';
import { FileNamesRepository } from './persistence/file-names.repository.js';
import { pluginConverterDatabase, schema } from './persistence/plugin-converter-database.js';
import { pluginControllers, pluginProviders } from './plugins.providers.js';
import { pluginConverterSettings, type PluginConverterSettings } from './plugin-converter.config.js';
import { CONVERSION_WORK, STAGING_BUCKET } from './plugin-converter.tokens.js';

@Module({})
export class PluginConverterModule implements OnApplicationBootstrap, OnApplicationShutdown {
  static forRoot(settings: PluginConverterSettings, bus: Bus): DynamicModule {
    const databaseUrl = settings.DATABASE_URL;
    return {
      module: PluginConverterModule,
      imports: [
        databaseModule(pluginConverterDatabase(databaseUrl)),
        OutboxModule.forRoot({ source: pluginConverter.name, schema, databaseUrl, bus }),
        AccountsModule.forRoot(databaseUrl),
        HealthModule.forRoot({
          inject: [DataSource],
          checks: (database: DataSource) => ({
            database: () => database.query('select 1'),
            bus: () => assertConsuming(bus),
          }),
        }),
      ],
      controllers: [
        ArtifactDeliveredHandler,
        ConversionSliceDueHandler,
        ExportCancellationRequestedHandler,
        ...pluginControllers,
      ],
      providers: [
        ...pluginProviders(settings),
        ConversionsRepository,
        FileNamesRepository,
        { provide: STAGING_BUCKET, useFactory: () => openBucket(settings, settings.STAGING_BUCKET) },
        {
          provide: CONVERSION_WORK,
          inject: [Transactions, DataSource, STAGING_BUCKET, ConversionsRepository, FileNamesRepository],
          useFactory: conversionWork,
        },
        {
          provide: ConvertArchive,
          inject: [Transactions, STAGING_BUCKET, CONVERSION_WORK, ConversionsRepository],
          useFactory: (
            transactions: Transactions,
            bucket: ObjectStorage,
            work: ConversionWork,
            conversions: ConversionsRepository,
          ) => new ConvertArchive(transactions, bucket, work, conversions),
        },
        {
          provide: CancelConversion,
          inject: [Transactions, CONVERSION_WORK, ConversionsRepository, FileNamesRepository],
          useFactory: (
            transactions: Transactions,
            work: ConversionWork,
            conversions: ConversionsRepository,
            names: FileNamesRepository,
          ) => new CancelConversion(transactions, work, conversions, names),
        },
      ],
    };
  }

  constructor(@Inject(CONVERSION_WORK) private readonly work: ConversionWork) {}

  onApplicationBootstrap(): void {
    this.work.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.work.stop();
  }
}

function conversionWork(
  transactions: Transactions,
  dataSource: DataSource,
  bucket: ObjectStorage,
  conversions: ConversionsRepository,
  names: FileNamesRepository,
): ConversionWork {
  const staging = new Staging(bucket, 'convert');
  const worker = new ConversionWorker(
    new ConvertSlice(bucket, staging, names),
    new FinishConversion(bucket, staging),
    conversions,
    names,
    () => work,
  );
  const work: ConversionWork = new SlicedWork({
    transactions,
    dataSource,
    schema,
    due: ConversionSliceDue,
    schemas: {
      context: conversionContextSchema,
      input: stretchSchema,
      result: conversionResultSchema,
      outcome: conversionOutcomeSchema,
    },
    worker,
  });
  return work;
}

/** Turns an archive into another format. */
export const pluginConverter = {
  name: 'plugin-converter',
  settings: pluginConverterSettings,
  consumes: ['facts', 'slices'] as const,
  bodyLimit: '1mb',
  module: (settings: PluginConverterSettings, bus: Bus): DynamicModule => PluginConverterModule.forRoot(settings, bus),
  migrate: (databaseUrl: string): Promise<void> => migrateServiceDatabase(pluginConverterDatabase(databaseUrl)),
};
