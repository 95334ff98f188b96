import type { Caller } from '@hub/annotation-store';
import type { ArtifactKind } from '@hub/event-contracts';
import { conflict, Failure, notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import type { ArtifactLink, LinkChannel, LinkRequest } from '../clients/storage-router.contract.js';
import type { Export, ExportArtifact } from './export.js';
import { awaitedArtifacts } from './export.js';
import { isEnded } from './export-states.js';

/** Who wants the file, and how. */
export interface LinkWish {
  readonly caller: Caller;
  readonly channel: LinkChannel;
  readonly clientAddress?: string;
  /** Seconds; absent: as the settings say. */
  readonly expiresIn?: number;
}

/** Makes links to delivered artifacts, wherever they lie. Each is signed anew and never kept; that it was made is. */
@Injectable()
export class LinkArtifact {
  constructor(private readonly storage: StorageRouterClient) {}

  /** Straight to the file, for a short while. Throws Failure: `not-found` for a kind the export never has, `conflict` while it is not there, `gone` when it expired. */
  direct(one: Export, kind: ArtifactKind, wish: LinkWish): Promise<ArtifactLink> {
    return this.storage.link(request(one, kind, wish));
  }

  /** To our redirect, which signs on each use: lives longer, can be revoked. Throws as `direct`. */
  revocable(one: Export, kind: ArtifactKind, wish: LinkWish): Promise<ArtifactLink> {
    return this.storage.ticket(request(one, kind, wish));
  }
}

function request(one: Export, kind: ArtifactKind, wish: LinkWish): LinkRequest {
  const { caller, channel, clientAddress, expiresIn } = wish;
  const { location, fileName } = linkable(one, kind);
  const audit = { exportId: one.id, kind, userId: caller.userId, clientAddress };
  return { location, organizationId: one.organizationId, fileName, expiresIn, channel, audit };
}

/** An artifact that was delivered can be fetched even when a later step failed. */
export function linkable(one: Export, kind: ArtifactKind): ExportArtifact {
  const artifact = one.artifacts.find((candidate) => candidate.kind === kind);
  if (artifact?.expiredAt) {
    throw new Failure(
      'gone',
      'user',
      `The ${kind} file was removed on ${artifact.expiredAt.slice(0, 10)}, after its retention time. Export again.`,
    );
  }
  if (artifact) return artifact;
  if (!awaitedArtifacts(one).includes(kind)) {
    throw notFound(`This export has no ${kind} file: no converter was asked for.`, {
      field: 'kind',
      value: kind,
      expected: 'original',
    });
  }
  const why = isEnded(one.state) ? 'it ended without this file' : 'the file is not there yet';
  throw conflict(`The export is ${one.state}: ${why}.`, { field: 'state', value: one.state, expected: 'completed' });
}
