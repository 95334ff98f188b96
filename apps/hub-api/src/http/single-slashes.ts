import type { NextFunction, Request, Response } from 'express';

/** The public client writes some paths with a double slash (`/v2//project/…`): they mean the same. */
export function singleSlashes(request: Request, _response: Response, next: NextFunction): void {
  const end = request.url.indexOf('?');
  const path = end < 0 ? request.url : request.url.slice(0, end);
  if (path.includes('//')) request.url = path.replace(/\/{2,}/g, '/') + (end < 0 ? '' : request.url.slice(end));
  next();
}
