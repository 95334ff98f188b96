import { migrateServiceDatabase, type ServiceDatabaseOptions } from '@hub/outbox';
import { DeliveryEntity } from './delivery.entity.js';
import { EndedExportEntity } from './ended-export.entity.js';
import { IssuedLinkEntity } from './issued-link.entity.js';
import { Deliveries0001 } from './migrations/0001-deliveries.js';
import { Deliveries0002 } from './migrations/0002-delivery-pace.js';
import { Storages0003 } from './migrations/0003-storages.js';
import { StorageEntity } from './storage.entity.js';
import { LinksAndRetention0006 } from './migrations/0006-links-and-retention.js';
import { TicketEntity } from './ticket.entity.js';

export const schema = 'storage_router';

export const routerDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  entities: [DeliveryEntity, EndedExportEntity, IssuedLinkEntity, StorageEntity, TicketEntity],
  migrations: [Deliveries0001, Deliveries0002, Storages0003, LinksAndRetention0006],
});

export const migrate = (databaseUrl: string): Promise<void> => migrateServiceDatabase(routerDatabase(databaseUrl));
