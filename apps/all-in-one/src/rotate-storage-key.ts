import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '@hub/embedded-postgres';
import { Failure } from '@hub/failures';
import { loadSettings, runProgram } from '@hub/service-defaults';
import { storageRouter } from '@hub/storage-router';
import { allInOneSettings } from './all-in-one.config.js';
import { DataFolder } from './start/data-folder.js';
import { onlyNewKey, withNewKey } from './start/rotate-key-ring.js';

const keys = 'storage-keys';

/**
 * A new key for the credentials that an embedded installation keeps, which must not run meanwhile. The key file holds both
 * keys until everything is under the new one: killed at any line, the next run goes on.
 */
async function main(): Promise<void> {
  const { HUB_DATA_DIR } = loadSettings(allInOneSettings);
  if (!existsSync(join(resolve(HUB_DATA_DIR), `${keys}.secret`)))
    throw new Failure(
      'bad-request',
      'user',
      `There is no key file in ${resolve(HUB_DATA_DIR)}: nothing is sealed yet.`,
      {
        field: 'HUB_DATA_DIR',
      },
    );
  const folder = new DataFolder(HUB_DATA_DIR);
  try {
    process.exitCode = (await rotate(folder)) ? 0 : 1;
  } finally {
    folder.release();
  }
}

async function rotate(folder: DataFolder): Promise<boolean> {
  const ring = withNewKey(folder.keyRing(keys));
  folder.replaceSecret(keys, ring);
  const postgres = await startEmbeddedPostgres({ folder: folder.path, durable: true });
  try {
    await storageRouter.migrate(postgres.url);
    const { lines, complete } = await storageRouter.rotateKey(postgres.url, ring);
    for (const line of lines) console.log(line);
    if (complete) {
      folder.replaceSecret(keys, onlyNewKey(ring));
      console.log(`The old key is gone: ${folder.file(`${keys}.secret`)} holds the new one only.`);
    } else {
      console.error('Both keys are kept. Give the storages above new credentials, or delete them, and run this again.');
    }
    return complete;
  } finally {
    await postgres.stop();
  }
}

runProgram(main);
