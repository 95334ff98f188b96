import { artifactKindSchema, deliveredArtifactSchema } from '@hub/event-contracts';
import { z } from 'zod';

const day = 24 * 3600;

/** Whom the link is for and what it opens: `POST /internal/links`. */
export const linkRequestSchema = z.object({
  location: deliveredArtifactSchema.shape.location,
  /** Name the browser saves under. */
  fileName: z.string().min(1).max(255),
  /** Seconds; a signed link lives at most seven days. */
  expiresIn: z
    .number()
    .int()
    .min(1)
    .max(7 * day)
    .default(3600),
  audit: z.object({ exportId: z.string().min(1), kind: artifactKindSchema, userId: z.string().min(1) }),
});
export type LinkRequest = z.output<typeof linkRequestSchema>;

/** A ticket is signed anew on each use, so it may live longer: `POST /internal/tickets`. */
export const ticketRequestSchema = linkRequestSchema.extend({
  expiresIn: z
    .number()
    .int()
    .min(1)
    .max(90 * day)
    .default(7 * day),
});

/** Which tickets to make void: one by its address, or those of an export (and of one person). `POST /internal/tickets/revoke`. */
export const revocationSchema = z.union([
  z.strictObject({ url: z.url() }),
  z.strictObject({ exportId: z.string().min(1), userId: z.string().min(1).optional() }),
]);
export type Revocation = z.output<typeof revocationSchema>;

export interface IssuedLink {
  readonly url: string;
  readonly expiresAt: Date;
}
