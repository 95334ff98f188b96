import type { DeliveredArtifact } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { z } from 'zod';

const ticketSchema = z.object({ url: z.url(), expiresAt: z.iso.datetime() });
const timeoutMs = 10_000;

export interface StorageRouterAccess {
  readonly url: string;
  readonly internalToken: string;
}

/** storage-router signs; nobody else can. */
export class StorageRouterClient {
  constructor(private readonly access: StorageRouterAccess) {}

  /** A link for mails: it leads to our redirect, which signs anew on each use and can be revoked. Null when the file is gone. Throws Failure `storage-router-unavailable`. */
  async ticket(
    artifact: DeliveredArtifact,
    { organizationId, exportId, userId }: { organizationId: string; exportId: string; userId: string },
  ): Promise<z.output<typeof ticketSchema> | null> {
    const body = {
      location: artifact.location,
      organizationId,
      fileName: artifact.fileName,
      channel: 'mail',
      audit: { exportId, kind: artifact.kind, userId },
    };
    try {
      const response = await fetch(`${this.access.url}/internal/tickets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-internal-token': this.access.internalToken },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.status === 410) return null;
      if (!response.ok) throw new Error(`answered ${response.status}`);
      return ticketSchema.parse(await response.json());
    } catch (cause) {
      throw new Failure('storage-router-unavailable', 'transient', 'The link could not be made.', { cause });
    }
  }
}
