import { migrateServiceDatabase, type ServiceDatabaseOptions } from '@hub/outbox';
import { DeliveryEntity } from './delivery.entity.js';
import { EndedExportEntity } from './ended-export.entity.js';
import { ExportStorageEntity } from './export-storage.entity.js';
import { IssuedLinkEntity } from './issued-link.entity.js';
import { Deliveries0001 } from './migrations/0001-deliveries.js';
import { Deliveries0002 } from './migrations/0002-delivery-pace.js';
import { Storages0003 } from './migrations/0003-storages.js';
import { ExportStorages0004 } from './migrations/0004-export-storages.js';
import { StorageEntity } from './storage.entity.js';
import { DeliveryDestinations0005 } from './migrations/0005-delivery-destinations.js';
import { LinksAndRetention0006 } from './migrations/0006-links-and-retention.js';
import { PluginUploads0007 } from './migrations/0007-plugin-uploads.js';
import { TicketEntity } from './ticket.entity.js';
import { UploadEntity } from './upload.entity.js';

export const schema = 'storage_router';

export const routerDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  entities: [
    DeliveryEntity,
    EndedExportEntity,
    ExportStorageEntity,
    IssuedLinkEntity,
    StorageEntity,
    TicketEntity,
    UploadEntity,
  ],
  migrations: [
    Deliveries0001,
    Deliveries0002,
    Storages0003,
    ExportStorages0004,
    DeliveryDestinations0005,
    LinksAndRetention0006,
    PluginUploads0007,
  ],
});

export const migrate = (databaseUrl: string): Promise<void> => migrateServiceDatabase(routerDatabase(databaseUrl));
