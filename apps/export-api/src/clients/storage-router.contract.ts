import { artifactKindSchema, type ArtifactKind, type DeliveredArtifact } from '@hub/event-contracts';
import { z } from 'zod';

const time = z.iso.datetime();

/** Where somebody gets a link: asked for in the app, a click on download, the answer of `/v2/export`. */
export type LinkChannel = 'app' | 'download' | 'v2';

export interface LinkRequest {
  readonly location: DeliveredArtifact['location'];
  /** Whose export it is: only its storages are opened. */
  readonly organizationId: string;
  readonly fileName: string;
  /** Seconds; absent: as storage-router's settings say. */
  readonly expiresIn?: number;
  readonly channel: LinkChannel;
  readonly audit: {
    readonly exportId: string;
    readonly kind: ArtifactKind;
    readonly userId: string;
    readonly clientAddress?: string;
  };
}

export const linkSchema = z.object({ url: z.url(), expiresAt: time });
/** An absolute link that works without headers, and until when: sooner than asked for when the credential ends sooner. */
export type ArtifactLink = z.output<typeof linkSchema>;

export const issuedLinksSchema = z.object({
  links: z.array(
    z.object({
      id: z.string(),
      form: z.enum(['link', 'ticket', 'redirect']),
      channel: z.enum(['app', 'download', 'v2', 'mail']),
      kind: artifactKindSchema,
      userId: z.string(),
      clientAddress: z.string().nullable(),
      storageId: z.string().nullable(),
      bucket: z.string(),
      key: z.string(),
      issuedAt: time,
      expiresAt: time,
      ticketId: z.string().nullable(),
      revokedAt: time.nullable(),
      revokedBy: z.string().nullable(),
      isValid: z.boolean(),
    }),
  ),
  total: z.number().int(),
});
export type IssuedLinks = z.output<typeof issuedLinksSchema>;

export const revokedSchema = z.object({ revoked: z.number().int(), signedUntil: time.nullable() });
export type RevokedLinks = z.output<typeof revokedSchema>;
