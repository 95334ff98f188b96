import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../hubs/process.js';

const run = promisify(execFile);

/** What `npm run export` saves: the zip, checked by the program itself. Rejects with what it printed. */
export async function exportInTerminal(
  hub: { readonly url: string; readonly apiKey: string },
  project: string,
  options: readonly string[],
): Promise<Buffer> {
  const out = mkdtempSync(join(tmpdir(), 'hub-terminal-'));
  try {
    const args = ['--project', project, '--out', out, '--url', hub.url, '--key', hub.apiKey, ...options];
    await run(process.execPath, [join(repository, 'scripts/export.mjs'), ...args], { timeout: 150_000 });
    const [zip, ...others] = readdirSync(out);
    if (!zip || others.length > 0) throw new Error(`Expected one file, found ${[zip, ...others].join(', ')}`);
    return readFileSync(join(out, zip));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
