import type { ThrottlerModuleOptions } from '@nestjs/throttler';
import type { Request } from 'express';

/** Guessing a password is slow: so many attempts a minute from one address for one e-mail, six times as many for all. */
export function signInThrottle(limit: number): ThrottlerModuleOptions {
  const minute = 60_000;
  return {
    errorMessage: 'Too many attempts to sign in. Wait a minute.',
    throttlers: [
      {
        name: 'account',
        ttl: minute,
        limit,
        getTracker: (request) => `${String(request['ip'])} ${emailOf(request as Request)}`,
      },
      { name: 'address', ttl: minute, limit: 6 * limit, getTracker: (request) => String(request['ip']) },
    ],
  };
}

function emailOf(request: Request): string {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null && 'email' in body
    ? String(body.email).toLowerCase().slice(0, 320)
    : '';
}
