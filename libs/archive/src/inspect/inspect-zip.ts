import { asFailure } from '@hub/failures';
import { fromRandomAccessReader, type ZipFile } from 'yauzl';
import type { OpenBlob } from '../read/open-blob.js';
import { EntryCensus } from './entry-census.js';
import type { RawEntry } from './entry-rules.js';
import { RangeReader } from './range-reader.js';
import { tooLarge, unreadable, unsafe } from './result-failures.js';
import { zipLimits, type ZipLimits } from './zip-limits.js';

export interface ZipBlob {
  readonly key: string;
  readonly bytes: number;
}

/** yauzl's cursor stands at the directory's start before the first entry is read; its types call it something else. */
type Cursor = Omit<ZipFile, 'readEntryCursor'> & { readonly readEntryCursor: number };

const options = {
  lazyEntries: true,
  autoClose: false,
  decodeStrings: true,
  strictFileNames: true,
  validateEntrySizes: false,
};

/**
 * Looks whether an archive made by somebody else is a trap for who unpacks it: by its directory alone, nothing is
 * unpacked. Entries may be encrypted; archives inside are bytes like any other. Throws Failure `result-unsafe` or
 * `result-too-large` (fault `plugin`), or what the store says. Memory: names and places of the entries.
 */
export async function inspectZip(
  blob: ZipBlob,
  open: OpenBlob,
  limits: ZipLimits = zipLimits,
): Promise<{ readonly entries: number }> {
  const zip = await opened(blob, open);
  const directoryStart = zip.readEntryCursor;
  if (zip.entryCount > limits.entries) throw tooLarge(`it has ${zip.entryCount} entries, more than ${limits.entries}`);
  if (blob.bytes - directoryStart > limits.directoryBytes)
    throw tooLarge(`its directory has more than ${limits.directoryBytes} bytes`);
  const census = new EntryCensus(blob.bytes, limits);
  await eachEntry(zip, (entry) => census.add(entry));
  census.close(directoryStart);
  return { entries: zip.entryCount };
}

function opened({ key, bytes }: ZipBlob, open: OpenBlob): Promise<Cursor> {
  return new Promise((resolve, reject) => {
    if (bytes < 22) return reject(unreadable('it is too short'));
    fromRandomAccessReader(new RangeReader(open, key, bytes), bytes, options, (error, zip) => {
      if (error) reject(inWords(error));
      else resolve(zip as unknown as Cursor);
    });
  });
}

function eachEntry(zip: Cursor, look: (entry: RawEntry) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: RawEntry) => {
      try {
        look(entry);
      } catch (error) {
        return reject(error instanceof Error ? error : new Error(String(error)));
      }
      zip.readEntry();
    });
    zip.once('end', resolve);
    zip.once('error', (error: Error) => reject(inWords(error)));
    zip.readEntry();
  });
}

/** How yauzl refuses a name, before we see the entry. */
const refusedName = /^(absolute path|invalid relative path|invalid characters in fileName): (.*)$/s;
const inOurWords: Readonly<Record<string, string>> = {
  'absolute path': 'has an absolute path',
  'invalid relative path': 'leads out of its folder',
  'invalid characters in fileName': 'has a backslash in its name',
};

/** What the store says is kept; what yauzl says is about the archive. */
function inWords(error: Error): Error {
  const failure = asFailure(error);
  if (failure.code !== 'unexpected') return failure;
  const [, rule = '', name = ''] = refusedName.exec(error.message) ?? [];
  const words = inOurWords[rule];
  return words === undefined ? unreadable(error.message, error) : unsafe(name, words);
}

const localHeader = Buffer.from('PK\x03\x04', 'latin1');
const emptyArchive = Buffer.from('PK\x05\x06', 'latin1');

/** By its first bytes or its name. */
export const looksLikeZip = (fileName: string, firstBytes: Buffer): boolean =>
  /\.zip$/i.test(fileName) ||
  firstBytes.subarray(0, 4).equals(localHeader) ||
  firstBytes.subarray(0, 4).equals(emptyArchive);
