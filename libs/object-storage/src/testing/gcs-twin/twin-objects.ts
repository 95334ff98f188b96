import { crc32c } from '@hub/archive';
import { toBase64 } from '../../checksums/crc-base64.js';
import { TwinRefusal } from './twin-refusal.js';

/** What the caller says of an object that it makes. */
export interface TwinAttributes {
  readonly name: string;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly crc32c?: string;
}

export interface TwinObject {
  readonly resource: {
    readonly name: string;
    readonly size: string;
    readonly crc32c: string;
    readonly generation: string;
    readonly updated: string;
    readonly contentType?: string;
    readonly metadata?: Readonly<Record<string, string>>;
  };
  readonly body: Buffer;
}

/** The objects of the twin's bucket. */
export class TwinObjects {
  private readonly byName = new Map<string, TwinObject>();
  private generations = 1_700_000_000_000_000;

  get(name: string): TwinObject {
    const found = this.byName.get(name);
    if (!found) throw new TwinRefusal(404, 'notFound', `No such object: twin/${name}`);
    return found;
  }

  /** `ifGeneration`: '0' when there must be none. */
  check(name: string, ifGeneration: string | null): void {
    if (ifGeneration === null || ifGeneration === (this.byName.get(name)?.resource.generation ?? '0')) return;
    throw new TwinRefusal(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.');
  }

  insert(
    { name, contentType, metadata, crc32c: told }: TwinAttributes,
    body: Buffer,
    ifGeneration: string | null,
  ): TwinObject {
    const sum = toBase64(crc32c(body));
    if (told !== undefined && told !== sum)
      throw new TwinRefusal(400, 'invalid', `Provided CRC32C "${told}" doesn't match calculated CRC32C "${sum}".`);
    this.check(name, ifGeneration);
    const generation = `${this.generations++}`;
    const updated = new Date().toISOString();
    const resource = { name, size: `${body.length}`, crc32c: sum, generation, updated, contentType, metadata };
    const object = { resource, body };
    this.byName.set(name, object);
    return object;
  }

  remove(name: string, ifGeneration: string | null): void {
    this.get(name);
    this.check(name, ifGeneration);
    this.byName.delete(name);
  }

  /** In the order of the names' UTF-8 bytes. */
  list(prefix: string, pageToken: string | null, most: number): { items: object[]; nextPageToken?: string } {
    const names = [...this.byName.keys()]
      .filter((name) => name.startsWith(prefix) && (pageToken === null || name > pageToken))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const page = names.slice(0, most);
    const items = page.map((name) => this.get(name).resource);
    return { items, ...(names.length > most && { nextPageToken: page.at(-1) }) };
  }
}
