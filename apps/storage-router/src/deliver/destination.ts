import type { DeliveryRequest, Location } from './delivery.js';

/**
 * Where an artifact goes: the same export gives the same key. A converted file that is named like the original gets its
 * converter's name before the extension.
 */
export function destinationOf(
  request: DeliveryRequest,
  bucket: string,
  original: { readonly key: string } | null,
): Location & { fileName: string } {
  const place = (fileName: string) => ({
    storageId: null,
    bucket,
    fileName,
    key: `${request.projectId}/exports/${request.exportId}/${fileName}`,
  });
  const wanted = place(request.archive.fileName);
  if (request.kind === 'original' || wanted.key !== original?.key) return wanted;
  return place(request.archive.fileName.replace(/(\.[^.]*)?$/, `-${request.converter ?? 'converted'}$1`));
}
