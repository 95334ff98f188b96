/** Writes tar archives as a stream: enough for regular files. */
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

const block = 512;

/** The annotation files of a folder, or the file itself. Licences and read-me files are none. */
export function filesBelow(path) {
  const stats = statSync(path);
  if (stats.isFile()) return [{ path, name: basename(path), size: stats.size }];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(license|readme|sha256sums|\.)/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: file,
      name: join(basename(join(path)), relative(path, file)).replaceAll('\\', '/'),
      size: statSync(file).size,
    }));
}

export async function* tarOf(files) {
  for (const { path, name, size } of files) {
    const bytes = Buffer.from(name);
    if (bytes.length > 100) {
      yield header('././@LongLink', bytes.length, 'L');
      yield padded(bytes);
    }
    yield header(name, size, '0');
    // a file that grows while it is read must not spill into the next one
    if (size > 0) yield* createReadStream(path, { end: size - 1 });
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

function header(name, size, type) {
  const buffer = Buffer.alloc(block);
  buffer.write(name.slice(0, 100), 0, 100);
  buffer.write('0000644\0', 100);
  buffer.write('0000000\0', 108);
  buffer.write('0000000\0', 116);
  if (size < 8 ** 11) buffer.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    buffer[124] = 0x80;
    buffer.writeBigUInt64BE(BigInt(size), 128);
  }
  buffer.write('00000000000\0', 136);
  buffer.write(type, 156);
  buffer.write('ustar\x0000', 257);
  buffer.fill(' ', 148, 156);
  const sum = buffer.reduce((total, byte) => total + byte, 0);
  buffer.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return buffer;
}

const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((block - (bytes.length % block)) % block)]);
