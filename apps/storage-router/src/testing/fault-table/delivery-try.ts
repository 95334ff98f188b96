import { createHash } from 'node:crypto';
import { ArchiveBuilt, ArtifactDelivered, StepFailed, type DataOf } from '@hub/event-contracts';
import type { Bucket } from '@hub/object-storage';
import { eventually } from '@hub/testing';
import type { StagedArchive } from '../staged-archive.js';
import type { RouterLanes } from './router-lanes.js';

type Event = StagedArchive['event'];
export type TryEnd =
  | { readonly delivered: DataOf<typeof ArtifactDelivered>['artifact'] }
  | { readonly failure: DataOf<typeof StepFailed>['failure'] };

/** Asks for a delivery, as the builder or a retry does, and waits until somebody says how it ended. */
export async function tryDelivery({ bus }: RouterLanes, event: Event, attempt: number): Promise<TryEnd> {
  await bus.say(ArchiveBuilt, event.exportId, { ...event, attempt });
  const ofTry = <E extends { attempt: number }>(events: readonly E[]): E | undefined =>
    events.find((each) => each.attempt === attempt);
  return eventually<TryEnd | null>(
    () => {
      const delivered = ofTry(bus.said(ArtifactDelivered, event.exportId));
      const failed = ofTry(bus.said(StepFailed, event.exportId));
      return delivered ? { delivered: delivered.artifact } : failed ? { failure: failed.failure } : null;
    },
    { within: 90_000, every: 20 },
  );
}

export async function sha256At(bucket: Bucket, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await bucket.get(key)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
