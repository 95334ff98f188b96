import { connectionSchema } from '@hub/object-storage';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { destinationReportSchema } from '../destination-check/destination-report.js';

const kinds = connectionSchema.options.map((option) => option.shape.kind.value);

const wish = {
  storageId: z.string().max(200).nullable().optional().describe('A storage of the organization'),
  bucket: z.string().max(250).optional(),
  path: z
    .string()
    .max(1024)
    .optional()
    .describe('Folder, with placeholders such as {year}; empty is the root of the bucket'),
};

/** Absent fields stay as they are. */
export class ExportStorageWishDto extends createZodDto(z.strictObject({ enabled: z.boolean(), ...wish })) {}

export const checkWishSchema = z.strictObject({ enabled: z.boolean().optional(), ...wish });
/** Without a body: what is saved. */
export class CheckWishDto extends createZodDto(checkWishSchema) {}

export class DestinationReportDto extends createZodDto(destinationReportSchema) {}

export class ExportStorageDto extends createZodDto(
  z.object({
    enabled: z.boolean().describe('Off: exports go to the bucket of the installation; the values are kept'),
    // described before it is nullable: a bare nullable string is documented as an array
    storageId: z.string().describe('A storage of the organization; null: none was chosen').nullable(),
    bucket: z.string(),
    path: z.string(),
    storage: z.object({ id: z.string(), name: z.string(), kind: z.enum(kinds) }).nullable(),
    example: z.string().describe('The key that a file of an export requested now would get'),
    lastCheck: destinationReportSchema.nullable().describe('Of these very values'),
    updatedAt: z.iso.datetime().nullable(),
    updatedBy: z.object({ userId: z.string(), name: z.string() }).nullable(),
  }),
) {}
