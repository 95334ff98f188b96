/** What an artifact is served as: never anything that a browser would show. */
export const contentTypeOf = (fileName: string): string =>
  fileName.toLowerCase().endsWith('.zip') ? 'application/zip' : 'application/octet-stream';
