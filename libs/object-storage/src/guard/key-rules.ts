import { Failure } from '@hub/failures';

/** S3's limit for a whole key, in UTF-8 bytes. */
const mostKeyBytes = 1024;
const controlCharacter = /[\p{Cc}\u2028\u2029]/u;

/** Refuses (`bad-key`) what some store, file system or browser would read as another key. */
export function checkKey(key: string): void {
  const reason = flawOf(key);
  if (reason) throw badKey(key, reason);
}

/** A prefix is a key whose last segment may be unfinished or empty; the empty prefix is the whole bucket. */
export function checkPrefix(prefix: string): void {
  if (prefix === '') return;
  checkKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
}

function flawOf(key: string): string | null {
  if (Buffer.byteLength(key) > mostKeyBytes) return `is longer than ${mostKeyBytes} bytes`;
  if (/\p{Surrogate}/u.test(key)) return 'is not valid Unicode';
  if (controlCharacter.test(key)) return 'has control characters';
  if (key.includes('\\')) return 'has a backslash';
  const segments = key.split('/');
  if (segments.includes('')) return 'has an empty segment';
  if (segments.includes('.') || segments.includes('..')) return 'has a . or .. segment';
  return null;
}

export const badKey = (key: string, reason: string): Failure =>
  new Failure('bad-key', 'user', `The key ${reason}`, {
    field: 'key',
    value: key,
    expected: 'slash-separated names without empty, . or .. segments, backslashes and control characters',
  });

/** Marks travel in HTTP headers: lower-case names, printable ASCII. */
export function checkMetadata(metadata: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (/^[a-z0-9-]{1,64}$/.test(name) && /^[\x20-\x7e]{0,512}$/.test(value)) continue;
    throw new Failure('bad-metadata', 'hub', 'Metadata takes lower-case names and printable ASCII values', {
      field: name,
      value,
    });
  }
}
