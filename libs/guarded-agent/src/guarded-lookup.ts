import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { GuardSettings } from './guard-settings.js';
import { addressRefused, refusalOf, type Target } from './outbound-policy.js';

/** Resolves a name to all its addresses. */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export const systemResolve: Resolve = (host, options, done) => systemLookup(host, options, done);

/**
 * A lookup for one connection: all addresses are resolved once, each is checked, and the socket gets those that passed.
 * It connects to nothing else, so a name that answers otherwise a moment later (DNS rebinding) gains nothing.
 */
export function guardedLookup(settings: GuardSettings, target: Target, resolve: Resolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, resolved) => {
      if (error) return done(error, '');
      const refusals = resolved.map(({ address }) => refusalOf(settings, address, target));
      const passed = resolved.filter((_, n) => refusals[n] === null);
      const [first] = passed;
      if (!first) return done(addressRefused(host, refusals[0] ?? 'a name without an address'), '');
      return options.all ? done(null, passed) : done(null, first.address, first.family);
    });
  };
}
