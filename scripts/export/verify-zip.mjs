import { crc32 } from 'node:zlib';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { Trouble } from './trouble.mjs';

const open = promisify(yauzl.open);

/** Reads the whole zip and compares every file's CRC-32 and size with its directory. Throws Trouble 1. Gives name and bytes. */
export async function verifyZip(file) {
  const zip = await open(file, { lazyEntries: true, autoClose: false }).catch((error) => {
    throw new Trouble(1, `${file} is no zip: ${error.message}`);
  });
  const entries = [];
  try {
    for await (const entry of entriesOf(zip)) entries.push(await check(zip, entry, file));
  } finally {
    zip.close();
  }
  if (entries.length === 0) throw new Trouble(1, `${file} is empty`);
  return entries;
}

async function* entriesOf(zip) {
  for (let read = 0; read < zip.entryCount; read++) {
    yield await new Promise((resolve, reject) => {
      zip.once('entry', resolve);
      zip.once('error', reject);
      zip.readEntry();
    });
    zip.removeAllListeners('error');
  }
}

async function check(zip, entry, file) {
  const stream = await promisify(zip.openReadStream.bind(zip))(entry);
  let crc = 0;
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      crc = crc32(chunk, crc);
      bytes += chunk.length;
    }
  } catch (error) {
    throw new Trouble(1, `${entry.fileName} in ${file} cannot be read: ${error.message}`);
  }
  if (crc !== entry.crc32 || bytes !== entry.uncompressedSize)
    throw new Trouble(1, `${entry.fileName} in ${file} is damaged: its CRC-32 or size differs`);
  return { name: entry.fileName, bytes };
}
