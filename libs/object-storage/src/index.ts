export * from './bucket-settings.js';
export type { ConnectionOptions } from './connections/connection-options.js';
export * from './connections/connection.js';
export { openConnection } from './connections/open-connection.js';
export { verifyFolderLink, type FolderLink, type FolderLinkSettings } from './folder/folder-links.js';
export { openFolderBucket } from './folder/open-folder-bucket.js';
export { openGcsBucket } from './gcs/open-gcs-bucket.js';
export type { GcsSettings } from './gcs/gcs-settings.js';
export { contentDisposition, encodeSegment } from './links/content-disposition.js';
export * from './object-storage.js';
export * from './open-bucket.js';
export { cutIntoParts } from './parts/cut-into-parts.js';
export { inFlight } from './parts/in-flight.js';
export { checkBucketName, type BucketNameRules } from './paths/bucket-name.js';
export { pathPlaceholders, type PathPlaceholder, type PathValues } from './paths/path-placeholders.js';
export {
  checkPathTemplate,
  fixedFolder,
  keyUnder,
  mostFileNameBytes,
  renderPath,
  type PathRules,
} from './paths/path-template.js';
