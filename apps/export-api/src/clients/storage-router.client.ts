import { destinationSchema, type ArtifactKind, type DeliveredArtifact, type Destination } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { z } from 'zod';

const linkSchema = z.object({ url: z.url(), expiresAt: z.iso.datetime() });
/** An absolute link that works without headers, and until when. */
export type ArtifactLink = z.output<typeof linkSchema>;

const projectDestinationSchema = z.object({ destination: destinationSchema.nullable() });

const refusalSchema = z.object({ message: z.string(), code: z.string() });

export interface LinkRequest {
  readonly location: DeliveredArtifact['location'];
  readonly fileName: string;
  readonly audit: { readonly exportId: string; readonly kind: ArtifactKind; readonly userId: string };
}

export interface StorageRouterAccess {
  /** Origin, without a slash at the end. */
  readonly url: string;
  readonly internalToken: string;
  /** Seconds a link works. */
  readonly linkSeconds: number;
  /** Milliseconds until an answer is given up; default 10 s. */
  readonly timeout?: number;
}

/** storage-router knows where projects want their files and signs links; it alone has the credentials. */
export class StorageRouterClient {
  constructor(private readonly access: StorageRouterAccess) {}

  /** Throws Failure: what storage-router refuses with (4xx), or `storage-router-unavailable` (transient). */
  async link(request: LinkRequest): Promise<ArtifactLink> {
    const response = await this.call('/internal/links', linkNotMade, {
      ...request,
      expiresIn: this.access.linkSeconds,
    });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) {
      const link = linkSchema.safeParse(body);
      if (link.success) return link.data;
      throw unavailable(linkNotMade, `storage-router's answer has no link`, link.error);
    }
    const refusal = refusalSchema.safeParse(body);
    // an answer about us (token, contract) is no answer for the caller
    if (refusal.success && [404, 409, 410].includes(response.status))
      throw new Failure(refusal.data.code, 'user', refusal.data.message);
    throw unavailable(linkNotMade, `storage-router answered ${response.status}`);
  }

  /** Where a project wants its files at this moment; null: the default bucket. Throws Failure `storage-router-unavailable`. */
  async destination(projectId: string): Promise<Destination | null> {
    const response = await this.call(
      `/internal/projects/${encodeURIComponent(projectId)}/destination`,
      nobodyKnowsWhere,
    );
    const body: unknown = await response.json().catch(() => null);
    const known = projectDestinationSchema.safeParse(body);
    if (response.ok && known.success) return known.data.destination;
    throw unavailable(nobodyKnowsWhere, `storage-router answered ${response.status}`, known.error);
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
      throw unavailable(without, 'storage-router cannot be reached', cause);
    }
  }
}

const linkNotMade = 'The link could not be made just now; the file is safe. Try again in a moment.';
const nobodyKnowsWhere = 'Where the files of this project go could not be found out just now. Try again in a moment.';

/** The detail is for the log; the caller needs to know that trying again helps. */
const unavailable = (message: string, detail: string, cause?: unknown): Failure =>
  new Failure('storage-router-unavailable', 'transient', message, { cause: new Error(detail, { cause }) });
