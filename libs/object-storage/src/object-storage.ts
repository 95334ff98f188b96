import type { Readable } from 'node:stream';

/** What a store says of an object. `crc32c` and `crc32` are whole-object sums where the store keeps them. */
export interface ObjectFacts {
  readonly key: string;
  readonly bytes: number;
  readonly crc32?: number;
  readonly crc32c?: number;
  readonly modifiedAt: Date;
  /** Our own marks, kept by the store beside the object (lower-case names). */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface PutOptions {
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Refuse (Failure `object-exists`) instead of overwriting. */
  readonly ifAbsent?: boolean;
  /** Stops the call (Failure `aborted`); whether the object is there then is unknown. */
  readonly signal?: AbortSignal;
}

/** First and last byte, inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A bucket. Keys are UTF-8, slash-separated, without empty, `.` or `..` segments and control characters; the guard in
 * front of every driver refuses others (Failure `bad-key`).
 * Errors: `object-missing`, `object-exists`, `upload-missing`, `bad-range` (user), `access-denied`, `bucket-missing`,
 * `store-refused` (destination), `store-full`, `store-throttled`, `store-unavailable`, `store-conflict`,
 * `bytes-changed`, `aborted` (transient).
 */
export interface ObjectStorage {
  readonly bucket: string;
  /** Small objects only: at most 16 MiB. */
  put(key: string, body: Buffer, options?: PutOptions): Promise<ObjectFacts>;
  /** Any size with flat memory; nothing is visible under the key until all of it is there. */
  putStream(key: string, body: Readable, options?: PutOptions): Promise<ObjectFacts>;
  get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<Readable>;
  /** Null when there is no such object. */
  head(key: string): Promise<ObjectFacts | null>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** In the order of keys. Facts without sums and metadata. */
  list(prefix: string): AsyncIterable<ObjectFacts>;
}

export interface UploadPart {
  /** From 1. All parts but the last have the same size. */
  readonly number: number;
  readonly bytes: number;
  readonly etag: string;
  /** Where the store is told the sum of each part: then it checks them and the whole. */
  readonly crc32c?: number;
}

/** What is known of the whole object before its first byte is sent. Some stores check it themselves. */
export interface UploadOptions extends PutOptions {
  readonly expected?: { readonly bytes: number; readonly crc32c?: number };
}

/** Where a part belongs. */
export interface PartSpot {
  /** From 1. */
  readonly number: number;
  /** Bytes before it: all parts but the last have the same size, a whole number of 256 KiB. */
  readonly offset: number;
  readonly last: boolean;
  /** Of its bytes, where the caller knows it: the driver need not look at them again. */
  readonly crc32c?: number;
}

/** Large uploads in parts that survive the process: the caller checkpoints `uploadId` and parts. */
export interface MultipartUploads {
  /** Bytes: what the store accepts as the size of each part but the last. */
  readonly minPartBytes: number;
  readonly maxParts: number;
  /** How many parts may be on their way at once: 1 where the store takes them in order only. */
  readonly partsInFlight: number;
  /** The id may be a bearer secret (a GCS session): seal what is kept, never log it. With `ifAbsent` never overwrites. */
  begin(key: string, options?: UploadOptions): Promise<string>;
  /** Sending a part again is fine. The last part of a store that takes them in order makes the object visible. */
  uploadPart(key: string, uploadId: string, spot: PartSpot, body: Buffer, signal?: AbortSignal): Promise<UploadPart>;
  /**
   * Makes the object visible. With `ifAbsent` an object that is already there is refused (`object-exists`).
   * After a lost answer the next try succeeds again or says `upload-missing` or `object-exists`: settle it by `head`.
   */
  complete(key: string, uploadId: string, parts: readonly UploadPart[], options?: PutOptions): Promise<ObjectFacts>;
  /** Of one that is gone or done: no error. An object that is visible already (see `uploadPart`) stays. */
  abort(key: string, uploadId: string): Promise<void>;
  /** Unfinished uploads under a prefix, for the sweep. None from stores that cannot list them and forget them by themselves. */
  unfinished(prefix: string): AsyncIterable<{ key: string; uploadId: string; startedAt: Date }>;
}

export interface LinkOptions {
  /** Seconds from now. */
  readonly expiresIn: number;
  /** Name the browser saves under; any Unicode. */
  readonly fileName: string;
  readonly contentType?: string;
}

/** Links that authorise themselves, expire and support ranges. ASCII, absolute, percent-encoded. */
export interface LinkSigner {
  signDownload(key: string, options: LinkOptions): Promise<{ url: string; expiresAt: Date }>;
}

/** A bucket with everything a destination needs. */
export type Bucket = ObjectStorage & { readonly uploads: MultipartUploads; readonly links: LinkSigner };
