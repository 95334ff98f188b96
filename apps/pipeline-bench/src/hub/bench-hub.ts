import type { DataSet } from '../data/data-sets.js';

/** A running system as a person's program reaches it. */
export interface BenchHub {
  /** `embedded` or `Kafka`: for the tables. */
  readonly name: string;
  /** Origin of export-api. */
  readonly exportApi: string;
  /** Origin of the notifier. */
  readonly notifier: string;
  stop(): Promise<void>;
}

/** A data set and a key of the person who may export it. */
export interface Exportable extends DataSet {
  readonly apiKey: string;
}
