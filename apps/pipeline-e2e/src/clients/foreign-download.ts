import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const script = `
import hashlib, sys, urllib.request
digest = hashlib.sha256()
with urllib.request.urlopen(sys.argv[1]) as answer:
    while chunk := answer.read(65536): digest.update(chunk)
print(digest.hexdigest())
`;

/** SHA-256 of what a client gets that is not ours: Python's standard library. */
export async function foreignSha256(url: string): Promise<string> {
  const { stdout } = await promisify(execFile)('python3', ['-c', script, url], { timeout: 60_000 });
  return stdout.trim();
}
