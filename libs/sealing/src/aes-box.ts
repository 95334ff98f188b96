import { createCipheriv, createDecipheriv, randomBytes, type CipherKey } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
/** Always given: Node 20 takes a tag of 4 bytes otherwise. */
const authTagLength = 16;

/** AES-256-GCM with a fresh random nonce: nonce, ciphertext, tag. */
export function encrypt(key: CipherKey, plain: Buffer, aad: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength }).setAAD(Buffer.from(aad, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when anything of it was changed, or when key or AAD are others. */
export function decrypt(key: CipherKey, box: Buffer, aad: string): Buffer {
  if (box.length < nonceBytes + authTagLength) throw new Error('too short');
  const tag = box.subarray(box.length - authTagLength);
  const decipher = createDecipheriv(algorithm, key, box.subarray(0, nonceBytes), { authTagLength });
  decipher.setAAD(Buffer.from(aad, 'utf8')).setAuthTag(tag);
  return Buffer.concat([decipher.update(box.subarray(nonceBytes, box.length - authTagLength)), decipher.final()]);
}
