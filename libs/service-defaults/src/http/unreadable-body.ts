import { badRequest } from '@hub/failures';
import type { NextFunction, Request, Response } from 'express';

/**
 * Stands behind the body parser. Its words on a body that is not JSON quote the place, where a secret may stand, and Nest
 * would pass them on.
 */
export function unreadableBody(error: unknown, _request: Request, _response: Response, next: NextFunction): void {
  const unreadable = error instanceof Error && 'type' in error && error.type === 'entity.parse.failed';
  next(unreadable ? badRequest('The body is not JSON') : error);
}
