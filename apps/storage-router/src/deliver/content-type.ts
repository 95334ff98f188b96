/** What a store is told of a file. Of a plugin's own we say nothing that a browser would act on. */
export const contentTypeOf = (fileName: string): string =>
  /\.zip$/i.test(fileName) ? 'application/zip' : 'application/octet-stream';
