import type { FormatReader, ImportFormat, RecordSink } from './import-format.js';
import type { ImportTally } from './import-tally.js';
import { detectFormat } from './registry.js';
import { peek } from './source/peek.js';
import { BrokenSource, type SourceFile } from './source/source-file.js';
import type { Staging } from './staging/staging.js';

/** The readers of one import, one a format. */
export class ReaderSet {
  private readonly readers = new Map<string, FormatReader>();

  of(format: ImportFormat): FormatReader {
    const reader = this.readers.get(format.name) ?? format.open();
    this.readers.set(format.name, reader);
    return reader;
  }

  named(name: string): FormatReader {
    const reader = this.readers.get(name);
    if (!reader) throw new Error(`No file of format ${name} was read`);
    return reader;
  }

  all(): Iterable<FormatReader> {
    return this.readers.values();
  }
}

/**
 * Cuts files into staged records. A file that cannot be read to its end keeps what came before the broken place; what
 * no reader knows is set aside as a whole.
 */
export async function readFiles(
  files: AsyncIterable<SourceFile>,
  wanted: ImportFormat | undefined,
  { readers, staging, tally }: { readers: ReaderSet; staging: Staging; tally: ImportTally },
): Promise<void> {
  for await (const given of files) {
    const number = staging.fileNames.push(given.name) - 1;
    const { head, file } = await peek({ name: given.name, chunks: counted(given.chunks, tally) });
    const refuse = (place: string, kind: string, reason: string): void => {
      tally.read++;
      tally.refuse({ file: given.name, place, kind, reason });
    };
    const format = wanted ?? detectFormat(head);
    tally.files++;
    if (!format) {
      refuse('the file', 'unknown-format', 'no reader knows a file like this');
      continue;
    }
    const sink = sinkOf({ number, format: format.name, name: given.name }, staging, tally);
    try {
      await readers.of(format).read(file, sink);
    } catch (error) {
      if (!(error instanceof BrokenSource)) throw error;
      refuse(`line ${error.line}`, 'broken-file', error.message);
    }
    tally.tell();
  }
}

function sinkOf(
  { number, format, name }: { number: number; format: string; name: string },
  staging: Staging,
  tally: ImportTally,
): RecordSink {
  const refuse = async (place: string, kind: string, reason: string): Promise<void> => {
    tally.read++;
    tally.refuse({ file: name, place, kind, reason });
  };
  return {
    file: number,
    refuse,
    async asset(key, identity, place, body) {
      if (identity.includes('\0') || key.includes('\0'))
        return refuse(place, 'bad-name', 'a name with a NUL character');
      tally.read++;
      await staging.add({ file: number, key, kind: null, track: null, format, identity, place, body });
    },
    async part(key, kind, place, body, track = undefined) {
      if (key.includes('\0')) return refuse(place, 'bad-name', 'a name with a NUL character');
      tally.read++;
      await staging.add({ file: number, key, kind, track: track ?? null, format: null, identity: null, place, body });
    },
  };
}

/** Bytes between two progress reports. */
const tellEvery = 4 * 1024 * 1024;

async function* counted(chunks: AsyncIterable<Uint8Array>, tally: ImportTally): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    const before = Math.floor(tally.bytes / tellEvery);
    tally.bytes += chunk.length;
    if (Math.floor(tally.bytes / tellEvery) > before) tally.tell();
    yield chunk;
  }
}
