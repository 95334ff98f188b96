import type { Caller } from '@hub/annotation-store';
import type { ArtifactKind } from '@hub/event-contracts';
import { conflict, Failure, notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { StorageRouterClient, type ArtifactLink } from '../clients/storage-router.client.js';
import type { Export, ExportArtifact } from './export.js';
import { awaitedArtifacts } from './export.js';
import { isEnded } from './export-states.js';

/** Makes a link to a delivered artifact. It is signed anew each time and never kept. */
@Injectable()
export class LinkArtifact {
  constructor(private readonly storage: StorageRouterClient) {}

  /** Throws Failure: `not-found` for a kind the export never has, `conflict` while it is not there, `gone` when it expired. */
  execute(one: Export, kind: ArtifactKind, caller: Caller): Promise<ArtifactLink> {
    const { location, fileName } = linkable(one, kind);
    return this.storage.link({ location, fileName, audit: { exportId: one.id, kind, userId: caller.userId } });
  }
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
  if (!awaitedArtifacts(one.converter).includes(kind)) {
    throw notFound(`This export has no ${kind} file: no converter was asked for.`, {
      field: 'kind',
      value: kind,
      expected: 'original',
    });
  }
  const why = isEnded(one.state) ? 'it ended without this file' : 'the file is not there yet';
  throw conflict(`The export is ${one.state}: ${why}.`, { field: 'state', value: one.state, expected: 'completed' });
}
