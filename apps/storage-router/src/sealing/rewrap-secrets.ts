import { asFailure } from '@hub/failures';
import {
  sealedPlaces,
  type SealedPlace,
  type SealedSecret,
  type SealedSecrets,
} from '../persistence/sealed-secrets.js';
import type { EnvelopeSealer } from '@hub/sealing';

/** What became of one table's secrets. */
export interface Rewrapped {
  readonly place: SealedPlace;
  readonly total: number;
  readonly rewrapped: number;
  /** Left as they are: the row's id and why. */
  readonly unopened: readonly { readonly id: string; readonly reason: string }[];
}

const batchSize = 100;

/**
 * Brings every secret under the ring's first key: data keys are wrapped anew, contents stay as they are. Works beside a
 * running service and may be stopped at any line: what is done stays done, the next run does the rest.
 */
export class RewrapSecrets {
  constructor(
    private readonly secrets: SealedSecrets,
    private readonly sealer: EnvelopeSealer,
    /** Id of the ring's first key. */
    private readonly keyId: string,
  ) {}

  async execute(): Promise<Rewrapped[]> {
    const outcomes = [];
    for (const place of sealedPlaces) outcomes.push(await this.one(place));
    return outcomes;
  }

  private async one(place: SealedPlace): Promise<Rewrapped> {
    const unopened = new Map<string, string>();
    let rewrapped = 0;
    // a service that still seals with an old key may write behind us: look again until nothing is found
    for (let pass = 0, found = true; found && pass < 10; pass++) {
      found = false;
      unopened.clear();
      let after = '';
      for (;;) {
        const batch = await this.secrets.underOtherKeys(place, this.keyId, after, batchSize);
        const last = batch.at(-1);
        if (!last) break;
        after = last.id;
        const opened = batch.flatMap((secret) => this.rewrap(secret, unopened));
        const replaced = opened.length > 0 ? await this.secrets.replace(place, opened) : 0;
        rewrapped += replaced;
        found ||= opened.length > 0;
      }
    }
    const total = await this.secrets.count(place);
    return { place, total, rewrapped, unopened: [...unopened].map(([id, reason]) => ({ id, reason })) };
  }

  private rewrap(
    secret: SealedSecret,
    unopened: Map<string, string>,
  ): (SealedSecret & { readonly rewrapped: string })[] {
    try {
      return [{ ...secret, rewrapped: this.sealer.rewrap(secret.sealed, secret.aad) }];
    } catch (error) {
      unopened.set(secret.id, asFailure(error).message);
      return [];
    }
  }
}
