import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { buffer, text } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import { crc32 } from '../checksums/crc.js';
import { eachZipped } from './read-zip.js';

/** An entry as a reader found it: what it says of the plain bytes, after it read and checked them. */
export interface EntrySeen {
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
}

/** A reader that is not ours. */
export interface ZipReader {
  readonly name: string;
  readonly installed: boolean;
  /** Reads the archive as a whole, every byte of every entry; rejects when anything is wrong with it. */
  read(path: string): AsyncIterable<EntrySeen>;
}

const found = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** All those that people are likely to open an archive with. */
export const zipReaders: readonly ZipReader[] = [
  { name: 'unzip', installed: found('unzip', '-v'), read: readWithUnzip },
  { name: 'Python zipfile', installed: found('python3', '-c', 'import zipfile'), read: readWithPython },
  { name: '7z', installed: found('7z', 'i'), read: readWith7z },
  { name: 'yauzl', installed: true, read: readWithYauzl },
];

const smallBytes = 64 * 1024;
/** Reading an archive of many files from disk takes four small reads for each. */
const mostInMemory = 2 ** 30;

async function* readWithYauzl(path: string): AsyncIterable<EntrySeen> {
  const zip = statSync(path).size < mostInMemory ? await readFile(path) : path;
  for await (const { entry, read, readDeflated } of eachZipped(zip)) {
    const small = entry.compressedSize < smallBytes;
    const content = small ? [inflateRawSync(await buffer(await readDeflated()))] : await read();
    let [bytes, sum] = [0, 0];
    for await (const chunk of content as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      sum = crc32(chunk, sum);
    }
    if (sum !== entry.crc32 || bytes !== entry.uncompressedSize) throw new Error(`Not what it says: ${entry.fileName}`);
    yield { name: entry.fileName, bytes, crc32: sum };
  }
}

/** Compares each entry of the directory with its local header too. */
const python = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    for i in z.infolist():
        seen = 0
        with z.open(i) as f:
            while chunk := f.read(1 << 20):
                seen += len(chunk)
        assert seen == i.file_size, i
        print(f'{i.file_size} {i.CRC:08x} {i.filename}')
`;

async function* readWithPython(path: string): AsyncIterable<EntrySeen> {
  for await (const line of output('python3', '-c', python, path)) {
    const [bytes, sum] = line.split(' ', 2) as [string, string];
    yield seen(line.slice(bytes.length + sum.length + 2), bytes, sum);
  }
}

/** `Length Method Size Cmpr Date Time CRC-32 Name`. */
const unzipLine = /^ *(\d+) +\S+ +\d+ +-?\d+% +\S+ +\S+ +([0-9a-f]{8}) {2}(.*)$/;

async function* readWithUnzip(path: string): AsyncIterable<EntrySeen> {
  for await (const line of output('unzip', '-tq', path)) if (!line.startsWith('No errors')) throw new Error(line);
  for await (const line of output('unzip', '-v', path)) {
    const [, bytes, sum, name] = unzipLine.exec(line) ?? [];
    if (name !== undefined) yield seen(name, bytes!, sum!);
  }
}

async function* readWith7z(path: string): AsyncIterable<EntrySeen> {
  let verdict = '';
  for await (const line of output('7z', 't', '-bd', path)) if (line.startsWith('Everything is Ok')) verdict = line;
  if (verdict === '') throw new Error('7z is not content');
  let [name, bytes] = ['', ''];
  for await (const line of output('7z', 'l', '-slt', '-ba', path)) {
    if (line.startsWith('Path = ')) name = line.slice(7);
    if (line.startsWith('Size = ')) bytes = line.slice(7);
    if (line.startsWith('CRC = ')) yield seen(name, bytes, line.slice(6));
  }
}

const seen = (name: string, bytes: string, sum: string): EntrySeen => ({
  name,
  bytes: Number(bytes),
  crc32: parseInt(sum, 16),
});

/** Lines of what a command says, in UTF-8 whatever the machine's language; rejects when it does not end well. */
async function* output(...command: string[]): AsyncIterable<string> {
  const child = spawn('env', ['LC_ALL=C.UTF-8', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaint = text(child.stderr);
  const ended = once(child, 'close') as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) yield line;
  const [code] = await ended;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${await complaint}`);
}
