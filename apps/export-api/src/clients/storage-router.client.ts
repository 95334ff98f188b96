import { destinationSchema, type Destination } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { z } from 'zod';
import {
  issuedLinksSchema,
  linkSchema,
  revokedSchema,
  type ArtifactLink,
  type IssuedLinks,
  type LinkRequest,
  type RevokedLinks,
} from './storage-router.contract.js';

const projectDestinationSchema = z.object({ destination: destinationSchema.nullable() });
const refusalSchema = z.object({
  message: z.string(),
  code: z.string(),
  field: z.string().optional(),
  value: z.string().optional(),
  expected: z.string().optional(),
});

export interface StorageRouterAccess {
  /** Origin, without a slash at the end. */
  readonly url: string;
  readonly internalToken: string;
  /** Milliseconds until an answer is given up; default 10 s. */
  readonly timeout?: number;
}

/** storage-router knows where projects want their files and signs links; it alone has the credentials. */
export class StorageRouterClient {
  constructor(private readonly access: StorageRouterAccess) {}

  /** A link signed this moment. Throws Failure: what storage-router refuses with, or `storage-router-unavailable` (transient). */
  link(request: LinkRequest): Promise<ArtifactLink> {
    return this.ask('/internal/links', linkSchema, linkNotMade, request);
  }

  /** A link that can be revoked: our redirect, signed anew on each use. Throws as `link`. */
  ticket(request: LinkRequest): Promise<ArtifactLink> {
    return this.ask('/internal/tickets', linkSchema, linkNotMade, request);
  }

  /** The links that were issued for an export, newest first. Throws Failure `storage-router-unavailable`. */
  issuedLinks(exportId: string, { page, limit }: { page: number; limit: number }): Promise<IssuedLinks> {
    const query = new URLSearchParams({ exportId, page: `${page}`, limit: `${limit}` });
    return this.ask(`/internal/links?${query}`, issuedLinksSchema, nobodyKnowsLinks);
  }

  /** Throws Failure `storage-router-unavailable`. */
  revokeTickets(which: { exportId: string; ticketId?: string; revokedBy: string }): Promise<RevokedLinks> {
    return this.ask('/internal/tickets/revoke', revokedSchema, notRevoked, which);
  }

  /** Where a project wants its files at this moment; null: the default bucket. Throws Failure `storage-router-unavailable`. */
  async destination(projectId: string): Promise<Destination | null> {
    const path = `/internal/projects/${encodeURIComponent(projectId)}/destination`;
    return (await this.ask(path, projectDestinationSchema, nobodyKnowsWhere)).destination;
  }

  private async ask<T>(path: string, schema: z.ZodType<T>, without: string, body?: unknown): Promise<T> {
    const response = await this.call(path, without, body);
    const answer: unknown = await response.json().catch(() => null);
    const known = schema.safeParse(answer);
    if (response.ok && known.success) return known.data;
    throw refusalOf(response.status, answer) ?? unavailable(without, `answered ${response.status}`, known.error);
  }

  private async call(path: string, without: string, body?: unknown): Promise<Response> {
    try {
      return await fetch(`${this.access.url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', 'x-internal-token': this.access.internalToken },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(this.access.timeout ?? 10_000),
      });
    } catch (cause) {
      throw unavailable(without, 'cannot be reached', cause);
    }
  }
}

/** What is said of the object, or of the caller's wish. An answer about us (token, contract) is no answer for the caller. */
function refusalOf(status: number, answer: unknown): Failure | null {
  const refusal = refusalSchema.safeParse(answer);
  if (!refusal.success) return null;
  const { code, message, ...details } = refusal.data;
  if ([404, 409, 410].includes(status)) return new Failure(code, 'user', message);
  return status === 400 && details.field === 'expiresIn' ? new Failure(code, 'user', message, details) : null;
}

const linkNotMade = 'The link could not be made just now; the file is safe. Try again in a moment.';
const nobodyKnowsWhere = 'Where the files of this project go could not be found out just now. Try again in a moment.';
const nobodyKnowsLinks = 'Which links were issued could not be found out just now. Try again in a moment.';
const notRevoked = 'The links could not be revoked just now: they still work. Try again in a moment.';

/** The detail is for the log; the caller needs to know that trying again helps. */
const unavailable = (message: string, detail: string, cause?: unknown): Failure =>
  new Failure('storage-router-unavailable', 'transient', message, {
    cause: new Error(`storage-router ${detail}`, { cause }),
  });
