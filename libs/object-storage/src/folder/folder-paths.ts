import { join } from 'node:path';
import { badKey } from '../guard/key-rules.js';

/** Most bytes of a file name on common file systems. */
const mostNameBytes = 255;
/** Characters and endings that Windows refuses, and our own escape. Upper case stays: two keys that differ in case only need a file system that keeps case. */
const unsafe = /[<>:"|?*%]|[. ]$/g;

const encodeSegment = (segment: string): string =>
  segment.replace(unsafe, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
const decodeSegment = (name: string): string =>
  name.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** A key as a relative path: readable by people, legal on every file system. */
export function pathOfKey(key: string): string {
  const names = key.split('/').map(encodeSegment);
  if (names.some((name) => Buffer.byteLength(name) > mostNameBytes))
    throw badKey(key, `has a segment longer than ${mostNameBytes} bytes`);
  return names.join('/');
}

export const keyOfPath = (path: string): string => path.split('/').map(decodeSegment).join('/');

/** Where a bucket keeps what, below its own folder. All on one file system, so that links and renames are atomic. */
export class FolderPaths {
  readonly objects: string;
  readonly marks: string;
  readonly uploads: string;
  readonly incoming: string;

  constructor(root: string) {
    this.objects = join(root, 'objects');
    this.marks = join(root, 'marks');
    this.uploads = join(root, 'uploads');
    this.incoming = join(root, 'incoming');
  }

  object(key: string): string {
    return join(this.objects, pathOfKey(key));
  }
  marksOf(key: string): string {
    return join(this.marks, pathOfKey(key));
  }
  upload(uploadId: string): string {
    return join(this.uploads, uploadId);
  }
}
