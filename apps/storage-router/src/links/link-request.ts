import { artifactKindSchema, deliveredArtifactSchema } from '@hub/event-contracts';
import { badRequest } from '@hub/failures';
import { z } from 'zod';

const id = z.string().min(1).max(200);

/** `link` handed out · `ticket` made · `redirect` signed when a ticket was used. */
export const linkForms = ['link', 'ticket', 'redirect'] as const;
export type LinkForm = (typeof linkForms)[number];

/** Where somebody got it: asked for in the app, a click on download, the answer of `/v2/export`, a mail. */
export const linkChannels = ['app', 'download', 'v2', 'mail'] as const;
export type LinkChannel = (typeof linkChannels)[number];

/** Whom the link is for and what it opens: `POST /internal/links`, `POST /internal/tickets`. */
export const linkRequestSchema = z
  .object({
    location: deliveredArtifactSchema.shape.location,
    /** Whose export it is. A storage of another organization is never opened. */
    organizationId: id.optional(),
    /** Name the browser saves under. */
    fileName: z.string().min(1).max(255),
    /** Seconds; within the limits of the settings. */
    expiresIn: z.number().int().min(1).optional(),
    channel: z.enum(linkChannels).default('app'),
    audit: z.object({
      exportId: id,
      kind: artifactKindSchema,
      userId: id,
      clientAddress: z.string().max(100).optional(),
    }),
  })
  .refine(({ location, organizationId }) => location.storageId === null || organizationId !== undefined, {
    path: ['organizationId'],
    message: 'the organization that owns the storage',
  });
export type LinkRequest = z.output<typeof linkRequestSchema>;

/** Which tickets to make void: one by its address or its id, or those of an export. `POST /internal/tickets/revoke`. */
export const revocationSchema = z
  .strictObject({
    url: z.url().optional(),
    exportId: id.optional(),
    userId: id.optional(),
    ticketId: z
      .string()
      .regex(/^\d{1,18}$/, 'the id of a ticket')
      .optional(),
    /** Who wants it so. */
    revokedBy: id.optional(),
  })
  .refine(({ url, exportId }) => (url === undefined) !== (exportId === undefined), {
    path: ['exportId'],
    message: 'an export, or the address of a ticket',
  });
export type TicketRevocation = z.output<typeof revocationSchema>;

export interface IssuedLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/** Throws Failure `bad-request` for a time beyond the limit. */
export function secondsOf(
  wanted: number | undefined,
  { byDefault, most }: { byDefault: number; most: number },
): number {
  if (wanted === undefined || wanted <= most) return wanted ?? byDefault;
  throw badRequest(`Invalid expiresIn: a link may live ${most} seconds at most`, {
    field: 'expiresIn',
    value: String(wanted),
    expected: `1 to ${most}`,
  });
}
