import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readTar } from './read-tar.js';

/** What the import script sends for a folder. */
function tarStream(folder: string): AsyncIterable<Uint8Array> {
  const writer = pathToFileURL(join(__dirname, '../../../../../scripts/tar.mjs')).href;
  const program = `import { filesBelow, tarOf } from ${JSON.stringify(writer)};
    for await (const part of tarOf(filesBelow(${JSON.stringify(folder)}))) process.stdout.write(part);`;
  return spawn(process.execPath, ['--input-type=module', '-e', program]).stdout;
}

describe('readTar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-tar-'));
  const long = `${'n'.repeat(120)}.json`;
  beforeAll(() => {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'a.json'), 'x'.repeat(70_000));
    writeFileSync(join(folder, 'deep', long), '{}');
    writeFileSync(join(folder, 'empty.csv'), '');
    writeFileSync(join(folder, 'LICENSE.txt'), 'not for import');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = async (chunks: AsyncIterable<Uint8Array>, whole = true): Promise<Record<string, number>> => {
    const sizes: Record<string, number> = {};
    for await (const file of readTar(chunks)) {
      const name = file.name.split('/').slice(1).join('/');
      sizes[name] = 0;
      for await (const chunk of file.chunks) {
        sizes[name] = (sizes[name] ?? 0) + chunk.length;
        if (!whole) break;
      }
    }
    return sizes;
  };

  it('gives the files, with long names and without any content', async () => {
    expect(await read(tarStream(folder))).toEqual({ 'a.json': 70_000, [`deep/${long}`]: 2, 'empty.csv': 0 });
  });

  it('skips what is left of a file that was not read to its end', async () => {
    expect(Object.keys(await read(tarStream(folder), false))).toEqual(['a.json', `deep/${long}`, 'empty.csv']);
  });

  it('says what is wrong with another body', async () => {
    const body = async function* (bytes: number) {
      yield Buffer.alloc(bytes, 'x');
    };
    await expect(read(body(1024))).rejects.toThrow('The body is not a tar archive.');
    await expect(read(body(100))).rejects.toThrow('The tar archive ends too early.');
  });
});
