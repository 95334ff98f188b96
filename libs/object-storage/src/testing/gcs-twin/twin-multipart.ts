import { z } from 'zod';
import type { TwinAttributes } from './twin-objects.js';
import { TwinRefusal } from './twin-refusal.js';

const attributesSchema = z.object({
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  crc32c: z.string().optional(),
});

export const attributesOf = (json: Buffer): Omit<TwinAttributes, 'name'> =>
  attributesSchema.parse(JSON.parse(json.toString()));

/** Source: Cloud Storage, "Upload object data and metadata in a single request"; RFC 2387. */
export function partsOf(
  contentType: string,
  body: Buffer,
): { attributes: Omit<TwinAttributes, 'name'>; media: Buffer } {
  const boundary = /^multipart\/related; boundary=(\S+)$/.exec(contentType)?.[1];
  const end = body.lastIndexOf(`\r\n--${boundary}--`);
  const second = body.indexOf(`\r\n--${boundary}\r\n`);
  if (boundary === undefined || second < 0 || end < second)
    throw new TwinRefusal(400, 'badContent', 'Malformed multipart body.');
  const contentFrom = (at: number): number => body.indexOf('\r\n\r\n', at) + 4;
  return {
    attributes: attributesOf(body.subarray(contentFrom(0), second)),
    media: body.subarray(contentFrom(second + 2), end),
  };
}
