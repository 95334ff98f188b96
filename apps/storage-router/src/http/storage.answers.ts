import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { Storage } from '../connections/storage.js';

const storageSchema = z.object({
  id: z.string(),
  name: z.string(),
  connection: z
    .object({
      kind: z.enum(['aws-keys', 'aws-role', 's3-compatible', 'gcs-service-account', 'gcs-hmac']),
      region: z.string().optional(),
      endpoint: z.string().optional(),
      pathStyle: z.boolean().optional(),
      checksums: z.enum(['crc32c', 'none']).optional(),
      roleArn: z.string().optional(),
      externalId: z.string().optional().describe("Made by us; belongs into the role's trust policy."),
      clientEmail: z.string().optional(),
      accessKeyHint: z.string().optional().describe('Begin and end of the access key id.'),
    })
    .describe('Without its secrets: nobody gets them back.'),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
});
export type StorageView = z.output<typeof storageSchema>;

export class StorageDto extends createZodDto(storageSchema) {}
export class StorageListDto extends createZodDto(z.object({ storages: z.array(storageSchema) })) {}
export class AwsRoleDto extends createZodDto(
  z.object({
    principal: z.string().describe('Our identity.'),
    externalId: z.string().describe('Of your organization, always the same.'),
    trustPolicy: z.record(z.string(), z.unknown()).describe("To paste as the role's trust policy."),
  }),
) {}

/** What leaves the service: named field by field, so that nothing sealed comes along. */
export const toView = (storage: Storage): StorageView => ({
  id: storage.id,
  name: storage.name,
  connection: storage.settings,
  createdAt: storage.createdAt.toISOString(),
  createdBy: storage.createdBy,
  updatedAt: storage.updatedAt.toISOString(),
  updatedBy: storage.updatedBy,
});
