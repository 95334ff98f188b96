import { guardedAgents } from '@hub/guarded-agent';
import type { Provider, Type } from '@nestjs/common';
import { CheckDestination } from './destination-check/check-destination.js';
import { linkFetcher } from './destination-check/fetch-link.js';
import { ChangeExportStorage } from './export-storage/change-export-storage.js';
import { CheckExportStorage } from './export-storage/check-export-storage.js';
import { CheckPlace } from './export-storage/check-place.js';
import { ExportStorageAccess } from './export-storage/export-storage-access.js';
import { FindDestination } from './export-storage/find-destination.js';
import { ShowExportStorage } from './export-storage/show-export-storage.js';
import { ExportStorageController } from './http/export-storage.controller.js';
import { InternalDestinationsController } from './http/internal-destinations.controller.js';
import { ExportStoragesRepository } from './persistence/export-storages.repository.js';
import type { StorageRouterSettings } from './storage-router.config.js';

/** In seconds: somebody waits for the answer, through a gateway that waits for a minute. */
const checkLimits = { step: 10, whole: 30 };

export const exportStorageControllers: readonly Type[] = [ExportStorageController, InternalDestinationsController];

/** Where projects export to, and the check of such places. */
export const exportStorageProviders = (settings: StorageRouterSettings): Provider[] => [
  {
    provide: CheckDestination,
    useFactory: () => new CheckDestination(linkFetcher(guardedAgents(settings)), checkLimits),
  },
  CheckPlace,
  ExportStorageAccess,
  ShowExportStorage,
  ChangeExportStorage,
  CheckExportStorage,
  FindDestination,
  ExportStoragesRepository,
];
