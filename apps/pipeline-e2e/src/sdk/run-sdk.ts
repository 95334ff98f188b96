import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { strangeServiceAccount } from '@hub/object-storage/testing';

/** The vendor's client, proprietary: installed from PyPI where it is tested, never kept here. */
const sdkPackage = 'imerit-ango==1.4.10';

/** Installs the client into an environment of its own. Throws with pip's output when that fails. */
export function installSdk(folder: string): { run(url: string, apiKey: string): unknown } {
  const environment = join(folder, 'venv');
  run('python3', ['-m', 'venv', environment]);
  run(join(environment, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', sdkPackage]);
  return {
    run: (url, apiKey) => {
      const script = join(__dirname, 'journey.py');
      const output = run(join(environment, 'bin/python'), [
        script,
        url,
        apiKey,
        folder,
        strangeServiceAccount().privateKey,
      ]);
      return JSON.parse(output.trim().split('\n').at(-1) ?? '');
    },
  };
}

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
