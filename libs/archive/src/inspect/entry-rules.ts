import type { Entry } from 'yauzl';
import { unsafe } from './result-failures.js';

/** yauzl gives more than its types say. */
export type RawEntry = Entry & { readonly fileNameRaw: Buffer };

const mostNameBytes = 1024;
const typeMask = 0xf000;
const plainTypes = new Set([0, 0x8000, 0x4000]);
/** No deflate stream grows more: a match of 258 bytes takes two bits at least. */
const mostDeflateRatio = 1032;
/** Header that traditional encryption puts before the data. */
const encryptionBytes = 12;

/** Throws Failure `result-unsafe` for an entry that could land outside of its folder, or lies about its size. */
export function checkEntry(entry: RawEntry): void {
  checkName(entry.fileName);
  // an extra field may give another name than the record: some programs read the one, some the other
  if (entry.extraFields.some(({ id }) => id === unicodePathId)) checkName(entry.fileNameRaw.toString('latin1'));
  const type = (entry.externalFileAttributes >>> 16) & typeMask;
  if (type === 0xa000) throw unsafe(entry.fileName, 'is a symbolic link');
  if (!plainTypes.has(type)) throw unsafe(entry.fileName, 'is neither a file nor a folder');
  checkSizes(entry);
}

const unicodePathId = 0x7075;

function checkName(name: string): void {
  if (name === '') throw unsafe(name, 'has no name');
  if (Buffer.byteLength(name) > mostNameBytes) throw unsafe(name, `has a name of more than ${mostNameBytes} bytes`);
  if (name.includes('\0')) throw unsafe(name, 'has a NUL in its name');
  if (/\p{Cc}/u.test(name)) throw unsafe(name, 'has a control character in its name');
  if (name.includes('\\')) throw unsafe(name, 'has a backslash in its name');
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) throw unsafe(name, 'has an absolute path');
  const segments = name.replace(/\/$/, '').split('/');
  if (segments.includes('..')) throw unsafe(name, 'leads out of its folder');
  if (segments.some((segment) => segment === '' || segment === '.'))
    throw unsafe(name, 'has an empty folder in its path');
}

/** Sizes are declared. Without unpacking a byte, those that cannot be true are noticed. */
function checkSizes({
  fileName,
  compressionMethod,
  compressedSize,
  uncompressedSize,
  generalPurposeBitFlag,
}: Entry): void {
  const packed = compressedSize - ((generalPurposeBitFlag & 1) === 1 ? encryptionBytes : 0);
  const lies = (): Error => unsafe(fileName, 'cannot have the size that it declares');
  if (compressionMethod === 0 && packed !== uncompressedSize) throw lies();
  if (compressionMethod !== 8) return;
  if (uncompressedSize > (packed + 1) * mostDeflateRatio) throw lies();
  // what does not shrink grows a little: far more packed than plain bytes hide something
  if (packed > uncompressedSize * 1.05 + 1024) throw lies();
}
