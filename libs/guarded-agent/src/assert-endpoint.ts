import { Failure } from '@hub/failures';
import type { GuardSettings } from './guard-settings.js';
import { addressRefused, hostRefusal, publicPorts, type Target } from './outbound-policy.js';

/**
 * Says early, with the field's name, what the socket would refuse later: another scheme than http(s), credentials, query or
 * fragment in the address, literal addresses that are not public, metadata names, ports. A name is resolved only when we
 * connect. Throws Failure `address-refused` (user).
 */
export function assertEndpoint(text: string, settings: GuardSettings, field: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw flaw('This is not an address', text, field);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw flaw('Only https addresses are called', url.protocol, field);
  if (url.username || url.password) throw flaw('Credentials do not belong into the address', url.host, field);
  if (url.search || url.hash) throw flaw('A query or a fragment does not belong into the address', url.host, field);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const target: Target = { port: Number(url.port || (scheme === 'https' ? 443 : 80)), scheme };
  const reason = hostRefusal(settings, url.hostname, target) ?? outOfReach(settings, url.hostname, target);
  if (reason) throw addressRefused(url.hostname, reason, field);
  return url;
}

/** A name on such a port or over http is called only if it resolves to what the operator allows; without such an entry never. */
function outOfReach({ OUTBOUND_ALLOW }: GuardSettings, host: string, { port, scheme }: Target): string | null {
  const literal = host.startsWith('[') || /^[\d.]+$/.test(host);
  if (literal || OUTBOUND_ALLOW.some((target) => (target.port ?? port) === port)) return null;
  if (scheme !== 'https') return 'plain http';
  return publicPorts.includes(port) ? null : `port ${port} (allowed are ${publicPorts.join(', ')})`;
}

const flaw = (message: string, value: string, field: string): Failure =>
  new Failure('address-refused', 'user', message, { field, value, expected: 'https://host or https://host:port' });
