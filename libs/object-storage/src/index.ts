export * from './bucket-settings.js';
export { verifyFolderLink, type FolderLink, type FolderLinkSettings } from './folder/folder-links.js';
export { openFolderBucket } from './folder/open-folder-bucket.js';
export * from './object-storage.js';
export * from './open-bucket.js';
