import { connectionSchema } from '@hub/object-storage';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export const storageNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'a name of one line');

/** What is in it is read by `readConnection`, whose refusals never repeat a value that could be a secret. */
const inputSchema = z.record(z.string().max(100), z.unknown());

export const newStorageSchema = z.strictObject({ name: storageNameSchema, connection: inputSchema });
export const storageWishSchema = z
  .strictObject({ name: storageNameSchema.optional(), connection: inputSchema.optional() })
  .refine(({ name, connection }) => name !== undefined || connection !== undefined, 'name, connection or both');

const [awsKeys, awsRole, s3Compatible, gcsServiceAccount, gcsHmac] = connectionSchema.options;
const described = z.discriminatedUnion('kind', [
  awsKeys,
  awsRole.omit({ externalId: true }),
  s3Compatible,
  gcsServiceAccount,
  gcsHmac,
]);

/** For the API's documentation only: a body with secrets is parsed by its handler, not by the pipe, which repeats values. */
export class NewStorageDto extends createZodDto(z.object({ name: storageNameSchema, connection: described })) {}
export class StorageWishDto extends createZodDto(
  z.object({
    name: storageNameSchema.optional(),
    connection: inputSchema
      .optional()
      .describe('Fields to change. Secrets are write-only: absent ones stay. A new `kind` comes with all its fields.'),
  }),
) {}
