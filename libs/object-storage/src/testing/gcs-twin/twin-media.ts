import type { TwinObject } from './twin-objects.js';
import { TwinRefusal } from './twin-refusal.js';

export interface TwinAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | object;
}

/** The bytes, or a range of them. */
export function mediaOf({ body, resource }: TwinObject, range = ''): TwinAnswer {
  const headers = { 'content-type': resource.contentType ?? 'application/octet-stream' };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (first === undefined) return { status: 200, headers, body };
  if (Number(first) >= body.length)
    throw new TwinRefusal(416, 'requestedRangeNotSatisfiable', 'The requested range cannot be satisfied.');
  return { status: 206, headers, body: body.subarray(Number(first), Number(last) + 1) };
}
