import { z } from 'zod';
import { fromBase64 } from '../checksums/crc-base64.js';
import type { ObjectFacts } from '../object-storage.js';

/** What we read of an object's resource. Source: Cloud Storage JSON API, "Objects". */
export const resourceSchema = z.object({
  name: z.string(),
  size: z.coerce.number().int().nonnegative().default(0),
  crc32c: z.string().optional(),
  /** Another one each time somebody writes under the key. */
  generation: z.coerce.string().default(''),
  updated: z.coerce.date().default(() => new Date(0)),
  metadata: z.record(z.string(), z.string()).default({}),
});
export type GcsResource = z.output<typeof resourceSchema>;
export const resourceFields = 'name,size,crc32c,generation,updated,metadata';

export const pageSchema = z.object({
  items: z.array(resourceSchema).default([]),
  nextPageToken: z.string().optional(),
});
export const pageFields = 'items(name,size,updated),nextPageToken';

export const factsOf = (resource: GcsResource): ObjectFacts => ({
  key: resource.name,
  bytes: resource.size,
  crc32c: fromBase64(resource.crc32c),
  modifiedAt: resource.updated,
  metadata: Object.fromEntries(Object.entries(resource.metadata).map(([name, value]) => [name.toLowerCase(), value])),
});
