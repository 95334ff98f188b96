import { PassThrough, type Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import type {
  Bucket,
  ByteRange,
  LinkOptions,
  LinkSigner,
  MultipartUploads,
  ObjectFacts,
  ObjectStorage,
  PartSpot,
  PutOptions,
  UploadOptions,
  UploadPart,
} from '../object-storage.js';
import { checkKey, checkMetadata, checkPrefix } from './key-rules.js';

/** What a store threw, as a Failure of the port. */
export type Classify = (error: unknown) => Failure;

const mostPutBytes = 16 * 1024 * 1024;

/** What a driver consists of. */
export interface Driver {
  readonly storage: ObjectStorage;
  readonly uploads: MultipartUploads;
  readonly links: LinkSigner;
}

/** The one guard in front of every driver: keys are checked and errors classified here and nowhere else. */
export function guardBucket({ storage, uploads, links }: Driver, classify: Classify): Bucket {
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
    bucket: storage.bucket,
    put: (key: string, body: Buffer, options?: PutOptions) =>
      guarded(
        key,
        () => {
          if (body.length > mostPutBytes)
            throw new Failure('too-large', 'hub', `put takes at most ${mostPutBytes} bytes: use putStream`);
          return storage.put(key, body, options);
        },
        options,
      ),
    putStream: (key: string, body: Readable, options?: PutOptions) =>
      guarded(key, () => storage.putStream(key, body, options), options),
    get: (key: string, range?: ByteRange, signal?: AbortSignal) =>
      guarded(key, async () => classified(await storage.get(key, range, signal), classify)),
    head: (key: string) => guarded(key, () => storage.head(key)),
    delete: (key: string) => guarded(key, () => storage.delete(key)),
    list: (prefix: string) => guardedList(prefix, () => storage.list(prefix), classify) as AsyncIterable<ObjectFacts>,
    uploads: {
      minPartBytes: uploads.minPartBytes,
      maxParts: uploads.maxParts,
      partsInFlight: uploads.partsInFlight,
      begin: (key: string, options?: UploadOptions) => guarded(key, () => uploads.begin(key, options), options),
      uploadPart: (key: string, uploadId: string, spot: PartSpot, body: Buffer, signal?: AbortSignal) =>
        guarded(key, () => uploads.uploadPart(key, uploadId, spot, body, signal)),
      complete: (key: string, uploadId: string, parts: readonly UploadPart[], options?: PutOptions) =>
        guarded(key, () => uploads.complete(key, uploadId, parts, options)),
      abort: (key: string, uploadId: string) => guarded(key, () => uploads.abort(key, uploadId)),
      unfinished: (prefix: string) => guardedList(prefix, () => uploads.unfinished(prefix), classify),
    },
    links: {
      signDownload: (key: string, options: LinkOptions) => guarded(key, () => links.signDownload(key, options)),
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
