import { createSecretKey, type KeyObject } from 'node:crypto';
import { Failure } from '@hub/failures';

const idForm = /^[A-Za-z0-9_-]{1,32}$/;
const keyBytes = 32;

/** A key ring (`STORAGE_KEYS`, `PLUGIN_KEYS`, `WEBHOOK_KEYS`) does not fit. Says which entry; never shows one, for it may be a key. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/** A key that wraps data keys. Its bytes are in a KeyObject, which no log or dump shows. */
export interface RingKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys of the installation. The first one seals; all of them open. */
export class KeyRing {
  private readonly byId: ReadonlyMap<string, KeyObject>;

  private constructor(private readonly keys: readonly [RingKey, ...RingKey[]]) {
    this.byId = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** `id:base64-of-32-bytes[,id2:…]`. Throws KeyRingError. */
  static parse(text: string): KeyRing {
    const [first, ...others] = text.split(',').map((entry, index) => parseEntry(entry.trim(), index + 1));
    if (!first) throw new KeyRingError('There must be at least one key');
    const ids = [first, ...others].map(({ id }) => id);
    const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    if (twice >= 0) throw new KeyRingError(`Entry ${twice + 1} has the id "${ids[twice]}" of an earlier entry`);
    return new KeyRing([first, ...others]);
  }

  get sealing(): RingKey {
    return this.keys[0];
  }

  /** Throws Failure `seal-key-unknown`. */
  key(id: string): KeyObject {
    const key = this.byId.get(id);
    if (key) return key;
    throw new Failure(
      'seal-key-unknown',
      'hub',
      `A secret is sealed with the key "${id}", which is not in the key ring. Put that key back into the ring.`,
    );
  }
}

function parseEntry(entry: string, position: number): RingKey {
  const colon = entry.indexOf(':');
  if (colon < 0) throw new KeyRingError(`Entry ${position} has no id: expected <id>:<base64 of ${keyBytes} bytes>`);
  const id = entry.slice(0, colon);
  if (!idForm.test(id))
    throw new KeyRingError(`Entry ${position} has an unusable id: 1 to 32 letters, digits, "-" or "_"`);
  const text = entry.slice(colon + 1);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, ''))
    throw new KeyRingError(`Entry ${position} ("${id}") is not base64`);
  if (bytes.length !== keyBytes)
    throw new KeyRingError(`Entry ${position} ("${id}") has ${bytes.length} bytes instead of ${keyBytes}`);
  return { id, key: createSecretKey(bytes) };
}
