import { ArchiveBuiltHandler } from './archive-built.handler.js';
import { ArchiveConvertedHandler } from './archive-converted.handler.js';
import { ArtifactDeliveredHandler } from './artifact-delivered.handler.js';
import { ArtifactExpiredHandler } from './artifact-expired.handler.js';
import { BuildStartedHandler } from './build-started.handler.js';
import { ExportProgressedHandler } from './export-progressed.handler.js';
import { StepFailedHandler } from './step-failed.handler.js';

/** Everything this service listens to. */
export const handlers = [
  BuildStartedHandler,
  ArchiveBuiltHandler,
  ArchiveConvertedHandler,
  ArtifactDeliveredHandler,
  ArtifactExpiredHandler,
  ExportProgressedHandler,
  StepFailedHandler,
];
