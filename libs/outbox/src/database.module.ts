import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { serviceDatabase, type ServiceDatabaseOptions } from './service-database.js';

/** The service's database, open while the application runs: provides the `DataSource`. */
export const databaseModule = (options: ServiceDatabaseOptions): DynamicModule =>
  TypeOrmModule.forRootAsync({
    useFactory: () => ({}),
    dataSourceFactory: () => serviceDatabase(options).initialize(),
  });
