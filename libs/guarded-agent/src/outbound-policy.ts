import { isIP } from 'node:net';
import { Failure } from '@hub/failures';
import { addressOf, flawOf, type Address } from './address-ranges.js';
import { isAllowed, isNamedExactly } from './allowed-targets.js';
import type { GuardSettings } from './guard-settings.js';
import { isMetadataAddress, isMetadataName } from './metadata-addresses.js';

/** Where stores and webhooks listen. Others, and plain http, only for targets that OUTBOUND_ALLOW names. */
export const publicPorts: readonly number[] = [443, 8443, 9000, 9443];

export type Scheme = 'http' | 'https';

export interface Target {
  readonly port: number;
  readonly scheme: Scheme;
}

/** Why we do not connect to an address; null when we do. `literal` is what `net.isIP` takes for an address. */
export function refusalOf(settings: GuardSettings, literal: string, target: Target): string | null {
  if (literal.includes('%')) return 'an address with a zone';
  const address = addressOf(literal);
  return metadataRefusal(settings, address, target) ?? publicRefusal(settings, address, target);
}

function metadataRefusal(settings: GuardSettings, address: Address, { port }: Target): string | null {
  if (!isMetadataAddress(address) || isNamedExactly(settings.OUTBOUND_ALLOW, address, port)) return null;
  return 'the metadata service of a cloud';
}

function publicRefusal(settings: GuardSettings, address: Address, { port, scheme }: Target): string | null {
  if (isAllowed(settings.OUTBOUND_ALLOW, address, port)) return null;
  const flaw = flawOf(address);
  if (flaw) return `an address that is ${flaw}`;
  if (scheme !== 'https') return 'plain http';
  return publicPorts.includes(port) ? null : `port ${port} (allowed are ${publicPorts.join(', ')})`;
}

/** What can be said of a host before it is resolved: literals and known names. Null: the socket decides. */
export function hostRefusal(settings: GuardSettings, host: string, target: Target): string | null {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare)) return refusalOf(settings, bare, target);
  return isMetadataName(bare) ? 'the metadata service of a cloud' : null;
}

/** Not retryable: the address has to change, or the operator has to allow it. */
export function addressRefused(host: string, reason: string, field?: string): Failure {
  return new Failure(
    'address-refused',
    'user',
    `We do not connect to ${host}: it is ${reason}. The operator of this installation can allow it (OUTBOUND_ALLOW).`,
    { field, value: host, expected: 'a public https address' },
  );
}
