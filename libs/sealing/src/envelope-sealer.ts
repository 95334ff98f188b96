import { randomBytes } from 'node:crypto';
import { Failure } from '@hub/failures';
import { decrypt, encrypt } from './aes-box.js';
import type { KeyRing } from './key-ring.js';
import type { Sealer } from './sealer.js';

const form = 'sealed:v1';
const dataKeyBytes = 32;

/** The parts of `sealed:v1:<id of the ring's key>:<data key, wrapped>:<content>`; boxes are canonical base64url. */
interface Envelope {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly content: string;
}

/**
 * Envelope encryption. Each secret has a random data key of its own, used once; a key of the ring wraps that data key.
 * AES-GCM with random nonces is safe for 2^32 uses of one key (NIST SP 800-38D, 8.3): a data key is used once, a ring's
 * key once per secret that is sealed or rewrapped, and rotating begins to count anew.
 */
export class EnvelopeSealer implements Sealer {
  constructor(private readonly ring: KeyRing) {}

  seal(text: string, aad: string): string {
    const dataKey = randomBytes(dataKeyBytes);
    const content = encrypt(dataKey, Buffer.from(text, 'utf8'), contentAad(aad)).toString('base64url');
    return this.wrap(dataKey, content, aad);
  }

  open(sealed: string, aad: string): string {
    const envelope = parse(sealed);
    const dataKey = this.unwrap(envelope, aad);
    return unbroken(() => decrypt(dataKey, bytesOf(envelope.content), contentAad(aad))).toString('utf8');
  }

  /** The same secret under the ring's first key; the same text when it is so already. Throws as `open` does. */
  rewrap(sealed: string, aad: string): string {
    const envelope = parse(sealed);
    if (envelope.keyId === this.ring.sealing.id) return sealed;
    return this.wrap(this.unwrap(envelope, aad), envelope.content, aad);
  }

  private wrap(dataKey: Buffer, content: string, aad: string): string {
    const { id, key } = this.ring.sealing;
    return `${form}:${id}:${encrypt(key, dataKey, keyAad(id, aad)).toString('base64url')}:${content}`;
  }

  private unwrap({ keyId, wrapped }: Envelope, aad: string): Buffer {
    const key = this.ring.key(keyId);
    return unbroken(() => decrypt(key, wrapped, keyAad(keyId, aad)));
  }
}

const keyAad = (keyId: string, aad: string): string => `${form}:key:${keyId}:${aad}`;
const contentAad = (aad: string): string => `${form}:content:${aad}`;

function parse(sealed: string): Envelope {
  const [word, version, keyId, wrapped, content, ...rest] = sealed.split(':');
  if (`${word}:${version}` !== form || !keyId || !wrapped || !content || rest.length > 0) throw broken();
  return { keyId, wrapped: bytesOf(wrapped), content };
}

/** One text for the same bytes only: decoders overlook stray characters and spare bits. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw broken();
  return bytes;
}

function unbroken(open: () => Buffer): Buffer {
  try {
    return open();
  } catch {
    throw broken();
  }
}

const broken = (): Failure =>
  new Failure(
    'seal-broken',
    'hub',
    'A kept secret does not open: it was changed, or belongs to something else. Enter the credentials again.',
  );
