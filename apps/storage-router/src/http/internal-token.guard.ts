import { createHash, timingSafeEqual } from 'node:crypto';
import { unauthenticated } from '@hub/failures';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** The token that the services of the installation share. */
export class InternalToken {
  constructor(readonly value: string) {}
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets only our own services in: header `x-internal-token`. Compared in constant time. */
@Injectable()
export class InternalTokenGuard implements CanActivate {
  constructor(private readonly token: InternalToken) {}

  canActivate(context: ExecutionContext): boolean {
    const given = context.switchToHttp().getRequest<Request>().headers['x-internal-token'];
    if (typeof given === 'string' && timingSafeEqual(digest(given), digest(this.token.value))) return true;
    throw unauthenticated('The internal token is missing or wrong');
  }
}
