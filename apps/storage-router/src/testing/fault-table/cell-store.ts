import type { Bucket } from '@hub/object-storage';
import type { StoreAnswer, StoreGaps, StoreOperation } from '@hub/testing';

/** A bucket of a customer, and how its storage is entered. */
export interface CustomerBucket {
  readonly name: string;
  /** By a way that no fault meets. */
  readonly bucket: Bucket;
  readonly connection: Readonly<Record<string, unknown>>;
  remove(): Promise<void>;
}

/** A kind of store that customers have. `endpoint` is the way to it on which things go wrong. */
export interface CellStore {
  /** Of the server itself. */
  readonly endpoint: string;
  readonly gaps?: StoreGaps;
  /** What routers need to know of it. */
  settings(endpoint: string): Readonly<Record<string, string>>;
  makeBucket(endpoint: string): Promise<CustomerBucket>;
  /** Matches the calls to a bucket. */
  callsOf(bucket: string): RegExp;
  /** The call that makes a large object visible, and how the store refuses it. */
  readonly lastCall: StoreOperation;
  readonly refusal: StoreAnswer;
}
