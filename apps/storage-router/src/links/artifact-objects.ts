import { asFailure, conflict, Failure, notFound } from '@hub/failures';
import type { Bucket, ObjectFacts } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import type { Location } from '../deliver/delivery.js';
import { ArtifactTimes } from '../persistence/artifact-times.js';

/** A delivered object that is there, and how many seconds retention leaves it; null: it stays. */
export interface FoundArtifact {
  readonly bucket: Bucket;
  readonly facts: ObjectFacts;
  readonly secondsLeft: number | null;
}

/** Finds delivered objects for those who want to download them, in the default bucket or in a customer's. */
@Injectable()
export class ArtifactObjects {
  constructor(
    private readonly times: ArtifactTimes,
    private readonly buckets: Buckets,
  ) {}

  /**
   * Throws Failure: `not-found` for what is not there, `gone` for what was removed after its time or by its owner,
   * `conflict` where the bucket does not let us read it, or what the store says.
   */
  async find(location: Location, organizationId?: string): Promise<FoundArtifact> {
    const bucket = await this.buckets
      .at(location, organizationId)
      .catch((error: unknown) => Promise.reject(withoutStorage(error, location)));
    const facts = await bucket.head(location.key).catch((error: unknown) => Promise.reject(inWords(error, location)));
    const { state, secondsLeft } = await this.times.of(location);
    if (facts) return { bucket, facts, secondsLeft };
    if (state === 'expired') throw new Failure('gone', 'user', 'This file was removed after its retention time');
    if (location.storageId !== null)
      throw new Failure(
        'gone',
        'user',
        `This file is not in the bucket ${location.bucket} any more: somebody removed or renamed it there`,
      );
    throw notFound('There is no such file', { field: 'key', value: location.key });
  }
}

/** Whoever holds a link knows no storages of ours by their ids, but may find the file in the bucket. */
function withoutStorage(error: unknown, { storageId, bucket }: Location): Failure {
  const failure = asFailure(error);
  if (storageId === null || failure.code !== 'not-found') return failure;
  return notFound(`The Hub is not connected to the bucket ${bucket} any more. Its owner still has the file there`, {
    cause: error,
  });
}

/** The owner of the bucket can do something about a refusal; whoever wants the file is told what. */
function inWords(error: unknown, { bucket }: Location): Failure {
  const failure = asFailure(error);
  if (failure.fault !== 'destination') return failure;
  return conflict(
    `The bucket ${bucket} does not let us read this file: ${failure.message}. Its owner has to allow reading objects (s3:GetObject, roles/storage.objectViewer) or mend the storage's settings`,
    { cause: error },
  );
}
