import { crc32c, crc32cCombine } from '@hub/archive';
import { Failure } from '@hub/failures';
import { fromBase64, toBase64 } from '../checksums/crc-base64.js';
import type {
  MultipartUploads,
  ObjectFacts,
  PartSpot,
  PutOptions,
  UploadOptions,
  UploadPart,
} from '../object-storage.js';
import type { GcsClient } from './gcs-client.js';
import { GcsError, isSumMismatch } from './gcs-errors.js';
import type { GcsObjects } from './gcs-objects.js';
import { factsOf, type GcsResource } from './gcs-resource.js';
import { GcsSession, uploadMissing, type SessionState } from './gcs-session.js';

const granule = 256 * 1024;
/** Chunks that brought the upload no further, in a row. */
const mostStandstills = 3;
const finishedAs = (generation: string): string => `generation ${generation}`;

/** Uploads as sessions: parts in order, and the last one makes the object. The id is the address of the session. */
export class GcsUploads implements MultipartUploads {
  readonly minPartBytes = granule;
  /** Google counts bytes only; somebody has to remember our parts. */
  readonly maxParts = 100_000;
  readonly partsInFlight = 1;

  constructor(
    private readonly client: GcsClient,
    private readonly objects: GcsObjects,
  ) {}

  /** With an expected sum Google refuses other bytes at the end, and with `ifAbsent` a key that is taken by then. */
  async begin(key: string, options: UploadOptions = {}): Promise<string> {
    const { contentType, metadata, expected, signal } = options;
    const crc = expected?.crc32c === undefined ? undefined : toBase64(expected.crc32c);
    const [address] = await this.client.askBucket(
      (files) =>
        files.file(key).createResumableUpload({
          metadata: { contentType, contentLength: expected?.bytes, metadata, crc32c: crc },
          preconditionOpts: options.ifAbsent ? { ifGenerationMatch: 0 } : {},
        }),
      signal,
    );
    if (!address) throw new Failure('unexpected', 'hub', 'The store began an upload without an address');
    return address;
  }

  /**
   * A part that is persisted already is ignored by the store; of one that is persisted by half it gets the rest.
   * `wholeSum` goes with the last part, where `begin` did not know it.
   */
  async uploadPart(
    key: string,
    uploadId: string,
    spot: PartSpot,
    body: Buffer,
    signal?: AbortSignal,
    wholeSum?: number,
  ): Promise<UploadPart> {
    if (!spot.last && body.length % granule !== 0)
      throw new Failure('unexpected', 'hub', `Parts but the last are whole numbers of ${granule} bytes`);
    const finished = await this.sendAll(this.session(uploadId), spot, body, signal, wholeSum);
    const end = spot.offset + body.length;
    if (finished && spot.last && finished.size !== end) throw await this.changed(key, finished);
    const sum = spot.crc32c ?? crc32c(body);
    const etag = finished ? finishedAs(finished.generation) : `crc32c ${sum}`;
    return { number: spot.number, bytes: body.length, etag, crc32c: sum };
  }

  /** Looks at what the last part made: the object of this upload and no other, with the sum of its parts. */
  async complete(
    key: string,
    _uploadId: string,
    parts: readonly UploadPart[],
    options: PutOptions = {},
  ): Promise<ObjectFacts> {
    const made = parts.at(-1)?.etag;
    if (!made?.startsWith(finishedAs(''))) throw uploadMissing('The upload has not got its last part');
    const found = await this.objects.find(key, options.signal);
    if (!found) throw uploadMissing('The object of this upload is not there any more');
    if (made !== finishedAs(found.generation))
      throw new Failure('object-exists', 'user', 'There is an object of somebody else under this key');
    if (!holds(found, parts)) throw await this.changed(key, found);
    return factsOf(found);
  }

  async abort(_key: string, uploadId: string): Promise<void> {
    await this.session(uploadId).cancel();
  }

  /** None: Google does not list sessions, and forgets them after a week. */
  async *unfinished(): AsyncIterable<{ key: string; uploadId: string; startedAt: Date }> {
    yield* [];
  }

  /** The object, when these were its last bytes (or it was finished before). `sum` is that of the whole, with the last part. */
  private async sendAll(
    session: GcsSession,
    { offset, last }: PartSpot,
    body: Buffer,
    signal?: AbortSignal,
    sum?: number,
  ): Promise<GcsResource | null> {
    const end = offset + body.length;
    let at = offset;
    for (let standstills = 0; standstills < mostStandstills;) {
      const state = await session
        .send({ offset: at, body: body.subarray(at - offset), total: last ? end : null, sum }, signal)
        .catch((error: unknown) => settle(session, error, at, signal));
      if ('finished' in state) return state.finished;
      if (state.persisted < offset) throw uploadMissing('The store has lost bytes of this upload');
      if (state.persisted >= end && !last) return null;
      if (state.persisted <= at) standstills++;
      at = Math.min(end, Math.max(at, state.persisted));
    }
    throw new GcsError(503, 'backendError', 'The upload does not get any further');
  }

  /** Only addresses of the store itself: nobody lets us call another one by an upload id. */
  private session(uploadId: string): GcsSession {
    const address = URL.canParse(uploadId) ? new URL(uploadId) : null;
    if (address?.origin !== new URL(this.client.endpoint).origin) throw uploadMissing();
    return new GcsSession(this.client, address);
  }

  /** Takes away what is not the object that was sent. */
  private async changed(key: string, { generation }: GcsResource): Promise<Failure> {
    await this.objects.removeGeneration(key, generation);
    return new Failure('bytes-changed', 'transient', 'The bytes changed on the way to the store');
  }
}

/** A chunk that is refused may not fit what is persisted, or the session may have ended with an earlier try: ask it. */
async function settle(session: GcsSession, error: unknown, at: number, signal?: AbortSignal): Promise<SessionState> {
  if (error instanceof GcsError && error.status === 400 && !isSumMismatch(error.message)) {
    const state = await session.ask(signal);
    if ('finished' in state || state.persisted !== at) return state;
  }
  throw error;
}

function holds(found: GcsResource, parts: readonly UploadPart[]): boolean {
  let bytes = 0;
  let whole: number | null = 0;
  for (const part of parts) {
    bytes += part.bytes;
    whole = whole === null || part.crc32c === undefined ? null : crc32cCombine(whole, part.crc32c, part.bytes);
  }
  const kept = fromBase64(found.crc32c);
  return found.size === bytes && (whole === null || kept === undefined || kept === whole);
}
