import { forbidden } from '@hub/failures';
import type { FolderLink } from '@hub/object-storage';

const prefix = '/files/';

/** Reads `/files/<bucket>/<key>?expires=…&fn=…&sig=…`. Throws Failure `forbidden` for what cannot be one of our links. */
export function fileLinkOf(address: string): FolderLink {
  const { pathname, searchParams } = new URL(address, 'http://files.invalid');
  const expires = Number(searchParams.get('expires'));
  const fileName = searchParams.get('fn');
  const signature = searchParams.get('sig');
  const [bucket, ...segments] = decoded(pathname.slice(prefix.length).split('/'));
  if (!bucket || segments.length === 0 || !Number.isSafeInteger(expires) || fileName === null || signature === null)
    throw invalid();
  return { bucket, key: segments.join('/'), expires, fileName, signature };
}

function decoded(segments: readonly string[]): string[] {
  try {
    return segments.map(decodeURIComponent);
  } catch {
    throw invalid();
  }
}

const invalid = () => forbidden('This is not a valid download link');
