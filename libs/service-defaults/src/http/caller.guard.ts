import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { forbidden, unauthenticated } from '@hub/failures';
import type { Request } from 'express';

/** How a request says who it is: API key header, or session cookie. */
export interface Credentials {
  readonly apiKey?: string;
  readonly sessionToken?: string;
}

/** Finds the caller; null when the credentials are unknown, revoked or expired. Filled by each service's wiring. */
export interface CallerResolver<C = unknown> {
  resolve(credentials: Credentials): Promise<C | null>;
}
export const CALLER_RESOLVER = Symbol('CallerResolver');
export const sessionCookie = 'hub_session';

const PUBLIC = 'hub:public';
/** Marks a route that needs no credentials. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Reads the credentials of a request. A header wins over a cookie. */
export function credentialsOf(headers: Request['headers']): Credentials {
  const apiKey = headers['apikey'];
  const cookie = headers.cookie
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === sessionCookie)?.[1];
  return {
    apiKey: Array.isArray(apiKey) ? apiKey[0] : apiKey,
    sessionToken: cookie ? decodeURIComponent(cookie) : undefined,
  };
}

/** Strangers' programs have the key of a run: nothing that manages keys, people or settings is theirs. */
const openToPlugins = /^\/v2\//;
const isPlugin = (caller: unknown): boolean =>
  typeof caller === 'object' && caller !== null && 'pluginSession' in caller && caller.pluginSession !== undefined;

/** Every route is closed unless marked `@Public()`. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CALLER_RESOLVER) private readonly callers: CallerResolver,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request & { caller?: unknown }>();
    const caller = await this.callers.resolve(credentialsOf(request.headers));
    if (!caller) throw unauthenticated();
    if (isPlugin(caller) && !openToPlugins.test(request.path))
      throw forbidden('A plugin may call what the public contract offers (/v2), and nothing else.');
    request.caller = caller;
    return true;
  }
}

/** Parameter decorator: the caller the guard found. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown =>
    context.switchToHttp().getRequest<Request & { caller?: unknown }>().caller,
);
