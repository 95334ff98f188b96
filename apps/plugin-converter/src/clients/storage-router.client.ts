import { Failure } from '@hub/failures';
import { z } from 'zod';
import { resultSchema, type PluginResult } from '../sessions/session.js';

const refusalSchema = z.object({ code: z.string(), message: z.string() });
/** What is said of the result itself is an answer; of us (token, contract) it is none. */
const refused = 422;

export interface ResultClaim {
  /** As the plugin gave it. */
  readonly url: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly sessionId: string;
}

export type ClaimedResult =
  { readonly result: PluginResult } | { readonly refused: { readonly code: string; readonly message: string } };

/** storage-router took the upload: it knows what came, and whether it may be handed on. */
export class StorageRouterClient {
  constructor(private readonly access: { readonly url: string; readonly internalToken: string }) {}

  /** Throws Failure `storage-router-unavailable` (transient). */
  async pluginResult(claim: ResultClaim): Promise<ClaimedResult> {
    try {
      const response = await fetch(`${this.access.url}/internal/plugin-results`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-internal-token': this.access.internalToken },
        body: JSON.stringify(claim),
        // an archive of many entries is looked through
        signal: AbortSignal.timeout(120_000),
      });
      const answer: unknown = await response.json();
      if (response.status === refused) return { refused: refusalSchema.parse(answer) };
      return { result: resultSchema.parse(answer) };
    } catch (cause) {
      throw new Failure('storage-router-unavailable', 'transient', 'The result could not be looked at just now.', {
        cause,
      });
    }
  }
}
