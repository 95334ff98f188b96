import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { GuardSettings } from './guard-settings.js';
import { guardedLookup, systemResolve, type Resolve } from './guarded-lookup.js';
import { addressRefused, hostRefusal, type Scheme } from './outbound-policy.js';

export interface GuardedAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

type Connected = (error: Error | null, stream: Duplex) => void;
type Guarded = { readonly refused: Error } | { readonly options: http.ClientRequestArgs };

const keep = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16, timeout: 60_000 };
const made = new WeakMap<GuardSettings, GuardedAgents>();

/**
 * Agents for addresses that customers gave us: whatever a request says, they connect to public https addresses and what the
 * operator allows only (`OUTBOUND_ALLOW`); any other ends with the Failure `address-refused`. They follow no redirect
 * (Node's agents never do). One pair for each settings object, so connections are shared.
 */
export function guardedAgents(settings: GuardSettings): GuardedAgents {
  const known = made.get(settings);
  if (known) return known;
  const agents = makeGuardedAgents(settings, systemResolve);
  made.set(settings, agents);
  return agents;
}

export function makeGuardedAgents(settings: GuardSettings, resolve: Resolve): GuardedAgents {
  return {
    http: new GuardedHttpAgent((options) => guard(settings, 'http', options, resolve)),
    https: new GuardedHttpsAgent((options) => guard(settings, 'https', options, resolve)),
  };
}

/** Node does not call `lookup` for IP literals, so those are judged here; names at their lookup. */
function guard(settings: GuardSettings, scheme: Scheme, options: http.ClientRequestArgs, resolve: Resolve): Guarded {
  const host = options.host ?? options.hostname ?? 'localhost';
  const target = { port: Number(options.port ?? options.defaultPort ?? 0), scheme };
  const reason = options.socketPath ? 'a socket of this machine' : hostRefusal(settings, host, target);
  if (reason) return { refused: addressRefused(host, reason) };
  return { options: { ...options, lookup: guardedLookup(settings, target, resolve) } };
}

class GuardedHttpAgent extends http.Agent {
  constructor(private readonly check: (options: http.ClientRequestArgs) => Guarded) {
    super(keep);
  }

  override createConnection(options: http.ClientRequestArgs, connected?: Connected): Duplex | null | undefined {
    const checked = this.check(options);
    return 'refused' in checked
      ? refuse(checked.refused, connected)
      : super.createConnection(checked.options, connected);
  }
}

class GuardedHttpsAgent extends https.Agent {
  constructor(private readonly check: (options: http.ClientRequestArgs) => Guarded) {
    super(keep);
  }

  override createConnection(options: https.RequestOptions, connected?: Connected): Duplex | null | undefined {
    const checked = this.check(options);
    return 'refused' in checked
      ? refuse(checked.refused, connected)
      : super.createConnection(checked.options, connected);
  }
}

/** The agent wants a stream beside the error and never looks at it. */
function refuse(error: Error, connected?: Connected): undefined {
  process.nextTick(() => connected?.(error, new Socket()));
  return undefined;
}
