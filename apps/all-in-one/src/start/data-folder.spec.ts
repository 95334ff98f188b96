import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from './data-folder.js';

describe('DataFolder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-data-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps a secret between starts', () => {
    const secret = new DataFolder(folder).secret('links');
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(new DataFolder(folder).secret('links')).toBe(secret);
  });

  it('is refused while another hub runs on it, and free when that one is gone', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'all-in-one'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await new Promise((resolve) => other.once('spawn', resolve));
    writeFileSync(join(folder, 'process.pid'), String(other.pid));
    expect(() => new DataFolder(folder)).toThrow(`Process ${other.pid} already runs on`);
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    expect(() => new DataFolder(folder)).not.toThrow();
  });
});
