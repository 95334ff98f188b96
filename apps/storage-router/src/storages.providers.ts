import type { AnnotationStore } from '@hub/annotation-store';
import { CALLER_RESOLVER, CallerGuard } from '@hub/service-defaults';
import type { Provider, Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AwsRolePrincipal, AwsRoleSetup } from './connections/aws-role-setup.js';
import { ChangeStorage } from './connections/change-storage.js';
import { CreateStorage } from './connections/create-storage.js';
import { DeleteStorage } from './connections/delete-storage.js';
import { KeepConnection, OutboundPolicy } from './connections/keep-connection.js';
import { ListStorages } from './connections/list-storages.js';
import { OpenStorage, OutboundOptions } from './connections/open-storage.js';
import { StorageAccess } from './connections/storage-access.js';
import { CUSTOMER_BUCKETS } from './deliver/buckets.js';
import { StoragesController } from './http/storages.controller.js';
import { V2StoragesController } from './http/v2-storages.controller.js';
import { ANNOTATION_STORE, annotationStore } from './persistence/annotation-store.js';
import { ExternalIdsRepository } from './persistence/external-ids.repository.js';
import { StorageUses } from './persistence/storage-uses.js';
import { StoragesRepository } from './persistence/storages.repository.js';
import { EnvelopeSealer, SEALER } from '@hub/sealing';
import type { StorageRouterSettings } from './storage-router.config.js';

export const storageControllers: readonly Type[] = [StoragesController, V2StoragesController];

/** Callers, and the storages of their organizations. */
export const storageProviders = (settings: StorageRouterSettings, name: string): Provider[] => [
  annotationStore(settings.DATABASE_URL, name),
  { provide: CALLER_RESOLVER, inject: [ANNOTATION_STORE], useFactory: (store: AnnotationStore) => store.callers },
  { provide: APP_GUARD, useClass: CallerGuard },
  { provide: EnvelopeSealer, useValue: new EnvelopeSealer(settings.STORAGE_KEYS) },
  { provide: SEALER, useExisting: EnvelopeSealer },
  { provide: OutboundPolicy, useValue: new OutboundPolicy({ OUTBOUND_ALLOW: settings.OUTBOUND_ALLOW }) },
  { provide: OutboundOptions, useValue: outboundOptions(settings) },
  { provide: AwsRolePrincipal, useValue: new AwsRolePrincipal(settings.AWS_ROLE_PRINCIPAL) },
  { provide: CUSTOMER_BUCKETS, useExisting: OpenStorage },
  OpenStorage,
  KeepConnection,
  StorageAccess,
  CreateStorage,
  ChangeStorage,
  DeleteStorage,
  ListStorages,
  AwsRoleSetup,
  StoragesRepository,
  ExternalIdsRepository,
  StorageUses,
];

function outboundOptions(settings: StorageRouterSettings): OutboundOptions {
  const { AWS_ROLE_ACCESS_KEY_ID: accessKeyId, AWS_ROLE_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  return new OutboundOptions({
    guard: { OUTBOUND_ALLOW: settings.OUTBOUND_ALLOW },
    silenceMs: settings.STORE_SILENCE_MS,
    ...(accessKeyId && secretAccessKey && { identity: { accessKeyId, secretAccessKey } }),
    stsEndpoint: settings.CUSTOMERS_STS_ENDPOINT,
    awsEndpoint: settings.CUSTOMERS_AWS_ENDPOINT,
    gcsEndpoint: settings.CUSTOMERS_GCS_ENDPOINT,
  });
}
