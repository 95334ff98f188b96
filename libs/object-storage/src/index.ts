export * from './bucket-settings.js';
export { verifyFolderLink, type FolderLink, type FolderLinkSettings } from './folder/folder-links.js';
export { openFolderBucket } from './folder/open-folder-bucket.js';
export { contentDisposition } from './links/content-disposition.js';
export * from './object-storage.js';
export * from './open-bucket.js';
export { cutIntoParts } from './parts/cut-into-parts.js';
export { inFlight } from './parts/in-flight.js';
