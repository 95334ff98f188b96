import { PassThrough, type Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import type {
  Bucket,
  ByteRange,
  LinkOptions,
  ObjectFacts,
  PartSpot,
  PutOptions,
  UploadOptions,
  UploadPart,
} from '../object-storage.js';
import { checkKey, checkMetadata, checkPrefix } from './key-rules.js';

/** What a store threw, as a Failure of the port. */
export type Classify = (error: unknown) => Failure;

const mostPutBytes = 16 * 1024 * 1024;

/** The one guard in front of every driver: keys are checked and errors classified here and nowhere else. */
export function guardBucket(driver: Bucket, classify: Classify): Bucket {
  const guarded = async <T>(key: string, call: () => Promise<T>, options?: PutOptions): Promise<T> => {
    checkKey(key);
    checkMetadata(options?.metadata);
    try {
      return await call();
    } catch (error) {
      throw asStorageFailure(error, classify);
    }
  };
  return {
    bucket: driver.bucket,
    put: (key: string, body: Buffer, options?: PutOptions) =>
      guarded(
        key,
        () => {
          if (body.length > mostPutBytes)
            throw new Failure('too-large', 'hub', `put takes at most ${mostPutBytes} bytes: use putStream`);
          return driver.put(key, body, options);
        },
        options,
      ),
    putStream: (key: string, body: Readable, options?: PutOptions) =>
      guarded(key, () => driver.putStream(key, body, options), options),
    get: (key: string, range?: ByteRange, signal?: AbortSignal) =>
      guarded(key, async () => classified(await driver.get(key, range, signal), classify)),
    head: (key: string) => guarded(key, () => driver.head(key)),
    delete: (key: string) => guarded(key, () => driver.delete(key)),
    list: (prefix: string) => guardedList(prefix, () => driver.list(prefix), classify) as AsyncIterable<ObjectFacts>,
    uploads: {
      minPartBytes: driver.uploads.minPartBytes,
      maxParts: driver.uploads.maxParts,
      partsInFlight: driver.uploads.partsInFlight,
      begin: (key: string, options?: UploadOptions) => guarded(key, () => driver.uploads.begin(key, options), options),
      uploadPart: (key: string, uploadId: string, spot: PartSpot, body: Buffer, signal?: AbortSignal) =>
        guarded(key, () => driver.uploads.uploadPart(key, uploadId, spot, body, signal)),
      complete: (key: string, uploadId: string, parts: readonly UploadPart[], options?: PutOptions) =>
        guarded(key, () => driver.uploads.complete(key, uploadId, parts, options)),
      abort: (key: string, uploadId: string) => guarded(key, () => driver.uploads.abort(key, uploadId)),
      unfinished: (prefix: string) => guardedList(prefix, () => driver.uploads.unfinished(prefix), classify),
    },
    links: {
      signDownload: (key: string, options: LinkOptions) => guarded(key, () => driver.links.signDownload(key, options)),
    },
  };
}

function asStorageFailure(error: unknown, classify: Classify): Failure {
  return error instanceof Failure ? error : classify(error);
}

async function* guardedList<T>(prefix: string, list: () => AsyncIterable<T>, classify: Classify): AsyncIterable<T> {
  checkPrefix(prefix);
  try {
    yield* list();
  } catch (error) {
    throw asStorageFailure(error, classify);
  }
}

/** The same bytes; an error in the middle of the stream is classified too. */
function classified(source: Readable, classify: Classify): Readable {
  const out = new PassThrough({ highWaterMark: 256 * 1024 });
  source.once('error', (error) => out.destroy(asStorageFailure(error, classify)));
  out.once('close', () => source.destroy());
  return source.pipe(out);
}
