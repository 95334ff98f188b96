import { Failure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import type { Tx } from '@hub/outbox';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { Buckets } from './buckets.js';
import { hasMarks } from './conclude-delivery.js';
import type { Delivery, DeliveryRequest } from './delivery.js';
import { placesOf, sameDestination, type Place } from './destination.js';

/** Finds the key of an artifact: never that of another one, and the same one each time. */
@Injectable()
export class ChoosePlace {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly buckets: Buckets,
  ) {}

  first(request: DeliveryRequest): Place {
    const [first] = placesOf(request, this.buckets.defaultBucket);
    if (!first) throw noNames(request);
    return first;
  }

  /** `bucket` null: nobody can look into it. Whoever takes a name between now and the end is noticed then. */
  async execute(request: DeliveryRequest, known: Delivery | null, bucket: Bucket | null): Promise<Place> {
    if (known && sameDestination(known.request, request)) return known;
    for (const place of placesOf(request, this.buckets.defaultBucket)) {
      if (await this.isAnothers(request, place)) continue;
      // the default bucket is ours, and the export has a folder of its own there
      if (!bucket || place.storageId === null || !(await isStrangers(request, place, bucket))) return place;
    }
    throw noNames(request);
  }

  /** The one to take when an object of somebody else turned up at that of the delivery; null when no name is left. */
  async after(manager: Tx['manager'], { request, exportId, kind, key }: Delivery): Promise<Place | null> {
    let passed = false;
    for (const place of placesOf(request, this.buckets.defaultBucket)) {
      if (passed && !(await this.isAnothers({ exportId, kind }, place, manager))) return place;
      passed ||= place.key === key;
    }
    return null;
  }

  private async isAnothers(
    { exportId, kind }: Pick<DeliveryRequest, 'exportId' | 'kind'>,
    place: Place,
    manager?: Tx['manager'],
  ): Promise<boolean> {
    const other = await this.deliveries.at(place, manager);
    return other !== null && !(other.exportId === exportId && other.kind === kind);
  }
}

/** A store that does not tell does not matter: what is there is never overwritten. */
async function isStrangers(request: DeliveryRequest, { key }: Place, bucket: Bucket): Promise<boolean> {
  try {
    const facts = await bucket.head(key);
    return facts !== null && !hasMarks(facts, request);
  } catch {
    return false;
  }
}

const noNames = ({ archive }: DeliveryRequest): Failure =>
  new Failure('object-differs', 'destination', `Every name that '${archive.fileName}' could get is taken`);
