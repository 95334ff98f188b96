import type { Provider, Type } from '@nestjs/common';
import { InternalResultsController } from './http/internal-results.controller.js';
import { UploadsController } from './http/uploads.controller.js';
import { V2UploadsController } from './http/v2-uploads.controller.js';
import { PluginUploadsRepository } from './persistence/plugin-uploads.repository.js';
import { ClearUploads } from './retention/clear-uploads.js';
import type { StorageRouterSettings } from './storage-router.config.js';
import { AcceptResult } from './uploads/accept-result.js';
import { OpenUpload } from './uploads/open-upload.js';
import { ReadUpload } from './uploads/read-upload.js';
import { ReceiveUpload } from './uploads/receive-upload.js';
import { SignUpload } from './uploads/sign-upload.js';
import { UploadAccess } from './uploads/upload-access.js';
import { UploadBuckets } from './uploads/upload-buckets.js';
import { UploadSettings } from './uploads/upload-settings.js';

export const uploadControllers: readonly Type[] = [V2UploadsController, UploadsController, InternalResultsController];

/** Files that plugins and people upload. */
export const uploadProviders = (settings: StorageRouterSettings): Provider[] => [
  {
    provide: UploadSettings,
    useValue: new UploadSettings(
      settings.PLUGIN_RESULT_MAX_MIB * 1024 * 1024,
      settings.PLUGIN_UPLOAD_MINUTES * 60_000,
      settings.PLUGIN_UPLOADS_AT_ONCE,
      settings.PLUGIN_RESULT_RETENTION_HOURS * 3600 * 1000,
    ),
  },
  UploadAccess,
  UploadBuckets,
  OpenUpload,
  SignUpload,
  ReceiveUpload,
  ReadUpload,
  AcceptResult,
  ClearUploads,
  PluginUploadsRepository,
];
