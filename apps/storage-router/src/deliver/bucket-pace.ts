import type { Location } from './delivery.js';

type Place = Pick<Location, 'storageId' | 'bucket'>;

/** A bucket that was slow long ago is forgotten before the table grows. */
const mostRemembered = 1000;

/**
 * How many parts may be on their way to a bucket at once: half as many when it asks to slow down, one more after each
 * slice that it took. Each process knows its own.
 */
export class BucketPace {
  private readonly slowed = new Map<string, number>();

  width(place: Place, most: number): number {
    return Math.min(most, this.slowed.get(nameOf(place)) ?? most);
  }

  slowDown(place: Place, most: number): void {
    const width = Math.max(1, Math.floor(this.width(place, most) / 2));
    this.slowed.delete(nameOf(place));
    this.slowed.set(nameOf(place), width);
    if (this.slowed.size > mostRemembered) this.slowed.delete(this.slowed.keys().next().value ?? '');
  }

  took(place: Place, most: number): void {
    const width = this.slowed.get(nameOf(place));
    if (width === undefined) return;
    if (width + 1 >= most) this.slowed.delete(nameOf(place));
    else this.slowed.set(nameOf(place), width + 1);
  }
}

const nameOf = ({ storageId, bucket }: Place): string => `${storageId ?? ''}/${bucket}`;
