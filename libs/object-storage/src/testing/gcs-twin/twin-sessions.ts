import { randomUUID } from 'node:crypto';
import type { TwinAttributes, TwinObject, TwinObjects } from './twin-objects.js';
import { TwinRefusal } from './twin-refusal.js';

const granule = 256 * 1024;

interface Session {
  readonly attributes: TwinAttributes;
  readonly ifGeneration: string | null;
  readonly announced: number | null;
  readonly pieces: Buffer[];
  persisted: number;
  end: 'finished' | 'cancelled' | 'failed' | null;
  object?: TwinObject;
}

/** What a chunk says of itself: its headers Content-Range and X-Goog-Hash. */
export interface TwinChunk {
  readonly range: string;
  readonly sum?: string;
  readonly body: Buffer;
}

/** Resumable uploads as Google documents them ("Resumable uploads", "Perform resumable uploads"). */
export class TwinSessions {
  /** The next chunk is persisted up to here only: Google may keep less than it was sent. */
  persistAtMost: number | null = null;
  private readonly byId = new Map<string, Session>();

  constructor(private readonly objects: TwinObjects) {}

  begin(attributes: TwinAttributes, ifGeneration: string | null, announced: number | null): string {
    const id = randomUUID();
    this.byId.set(id, { attributes, ifGeneration, announced, pieces: [], persisted: 0, end: null });
    return id;
  }

  /** The object once it is finished; until then how many bytes are safe. */
  put(id: string, { range, sum, body }: TwinChunk): TwinObject | number {
    const session = this.find(id);
    if (session.object) return session.object;
    const [, first, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(range) ?? [];
    if (total === undefined) throw new TwinRefusal(400, 'badRequest', `Failed to parse Content-Range header ${range}`);
    const whole = total === '*' ? null : Number(total);
    if (first !== undefined && last !== undefined) {
      if (body.length !== Number(last) - Number(first) + 1)
        throw new TwinRefusal(400, 'badRequest', 'The Content-Range does not match the Content-Length');
      this.persist(session, Number(first), body, whole);
    }
    return whole === session.persisted ? this.finish(session, whole, sum) : session.persisted;
  }

  cancel(id: string): void {
    this.find(id).end = 'cancelled';
  }

  /** Bytes that are persisted are ignored; a gap is refused; until the end only whole granules are kept. */
  private persist(session: Session, first: number, body: Buffer, whole: number | null): void {
    if (first > session.persisted)
      throw new TwinRefusal(
        400,
        'badRequest',
        `Invalid request.  According to the Content-Range header, the upload offset is ${first} byte(s), ` +
          `which exceeds already uploaded size of ${session.persisted} byte(s).`,
      );
    const sent = first + body.length;
    const wanted = sent === whole ? sent : sent - (sent % granule);
    const until = Math.min(wanted, this.persistAtMost ?? wanted);
    this.persistAtMost = null;
    if (until <= session.persisted) return;
    session.pieces.push(Buffer.from(body.subarray(session.persisted - first, until - first)));
    session.persisted = until;
  }

  private finish(session: Session, whole: number, sum?: string): TwinObject {
    session.end = 'failed';
    if (session.announced !== null && session.announced !== whole)
      throw new TwinRefusal(400, 'invalid', 'The size is not that of X-Upload-Content-Length');
    const body = Buffer.concat(session.pieces.splice(0));
    const told = session.attributes.crc32c ?? sum;
    session.object = this.objects.insert({ ...session.attributes, crc32c: told }, body, session.ifGeneration);
    session.end = 'finished';
    return session.object;
  }

  private find(id: string): Session {
    const session = this.byId.get(id);
    if (!session || session.end === 'failed') throw new TwinRefusal(404, 'notFound', 'Not Found');
    if (session.end === 'cancelled') throw new TwinRefusal(499, 'cancelled', 'Client Closed Request');
    return session;
  }
}
