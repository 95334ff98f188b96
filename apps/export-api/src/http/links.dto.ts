import { artifactKindSchema } from '@hub/event-contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const time = z.iso.datetime();
const person = z.object({ userId: z.string(), email: z.string().nullable() });

/** Body of `POST …/link`; may be left out. */
export class LinkWishDto extends createZodDto(
  z
    .strictObject({
      expiresIn: z.number().int().min(1).optional().describe('Seconds; within the limits of the installation.'),
      revocable: z
        .boolean()
        .default(false)
        .describe('A link that lives longer and can be revoked: our redirect, which signs anew on each use.'),
    })
    .default({ revocable: false }),
) {}

/** Query of `GET /api/exports/{id}/links`. */
export class LinksQueryDto extends createZodDto(
  z.strictObject({
    page: z.coerce.number().int().min(1).max(1_000_000).default(1).describe('1-based'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
) {}

/** Body of `POST /api/exports/{id}/links/revoke`; left out: all of the export. */
export class RevocationDto extends createZodDto(
  z
    .strictObject({
      ticketId: z
        .string()
        .regex(/^\d{1,18}$/, 'the ticketId of a link of this export')
        .optional()
        .describe('One of the links; absent: all of the export.'),
    })
    .default({}),
) {}

export class ArtifactLinkDto extends createZodDto(z.object({ url: z.url(), expiresAt: time })) {}

export class IssuedLinkPageDto extends createZodDto(
  z.object({
    links: z.array(
      z.object({
        id: z.string(),
        form: z
          .enum(['link', 'ticket', 'redirect'])
          .describe('Signed and handed out; our revocable redirect; signed when that redirect was used.'),
        channel: z.enum(['app', 'download', 'v2', 'mail']).describe('Where it was given.'),
        kind: artifactKindSchema,
        issuedTo: person,
        clientAddress: z.string().nullable(),
        storageId: z.string().nullable().describe("The customer's storage the file lies in; null: the default bucket."),
        bucket: z.string(),
        key: z.string(),
        issuedAt: time,
        expiresAt: time,
        ticketId: z.string().nullable().describe('Names a revocable link, also in the entries of its uses.'),
        revokedAt: time.nullable(),
        revokedBy: person.nullable(),
        isValid: z.boolean().describe('It is neither over nor revoked.'),
      }),
    ),
    total: z.number().int(),
    page: z.number().int(),
    limit: z.number().int(),
  }),
) {}

export class RevokedLinksDto extends createZodDto(
  z.object({
    revoked: z.number().int().describe('Links that worked until now.'),
    signedUntil: time.nullable().describe('Until then links work that were signed before; nobody can take them back.'),
  }),
) {}
