import { badRequest } from '@hub/failures';
import type { ConnectionInput } from '../connections/connection-input.js';

interface Given {
  readonly publicKey?: string | null;
  readonly privateKey?: string | null;
  readonly credentials?: string | Readonly<Record<string, unknown>> | null;
}

/** An object, or the JSON text of one. */
export function objectOf(value: Given['credentials']): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'string') return value ?? undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed !== null && typeof parsed === 'object' ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The service account of a key file in `credentials` or `privateKey` (text or object), or of an e-mail and a PEM key in
 * `publicKey` and `privateKey`. Undefined when there is none of them. Only `client_email` and `private_key` are taken:
 * other fields, and other types of key files, name addresses and files to fetch. Throws Failure `bad-request`.
 */
export function keyFileOf({ publicKey, privateKey, credentials }: Given): ConnectionInput | undefined {
  if (privateKey?.startsWith('-----BEGIN '))
    return { kind: 'gcs-service-account', clientEmail: publicKey ?? undefined, privateKey };
  const inPrivateKey = privateKey?.trimStart().startsWith('{') ?? false;
  const file = inPrivateKey ? objectOf(privateKey) : objectOf(credentials);
  if (file && (file['accessKeyId'] != null || file['secretAccessKey'] != null)) return undefined;
  if (!file && (inPrivateKey ? privateKey : credentials)) throw unusable('it is not JSON', inPrivateKey);
  if (!file) return undefined;
  if (file['type'] !== 'service_account') throw unusable('its type is not service_account', inPrivateKey);
  return { kind: 'gcs-service-account', clientEmail: file['client_email'], privateKey: file['private_key'] };
}

const unusable = (reason: string, inPrivateKey: boolean): Error =>
  badRequest(`The key file cannot be used: ${reason}`, {
    field: inPrivateKey ? 'privateKey' : 'credentials',
    expected: 'the JSON key file of a service account',
  });
