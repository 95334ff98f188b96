import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './process.js';

export interface GatewayRoute {
  readonly path: RegExp;
  /** Null: the gateway answers 404. */
  readonly service: string | null;
}

/** The routes of deploy/gateway/nginx.conf, so that the native system is reached as the compose system is. */
export function gatewayTable(): GatewayRoute[] {
  const conf = readFileSync(join(repository, 'deploy/gateway/nginx.conf'), 'utf8');
  const routes = [...conf.matchAll(/location (~ )?(\S+) \{ (?:proxy_pass http:\/\/\$(\w+)|return 404); \}/g)];
  return routes.map(([, regex, pattern, upstream]) => ({
    path: new RegExp(regex ? (pattern ?? '') : `^${pattern}`),
    service: upstream?.replace('_', '-') ?? null,
  }));
}
