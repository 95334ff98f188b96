import { loadSettings, runProgram } from '@hub/service-defaults';
import { keyRingSetting } from '@hub/sealing';
import { z } from 'zod';
import { rewrapAll } from './persistence/rewrap-all.js';
import { describeRewrapped } from './sealing/describe-rewrapped.js';

/**
 * Brings every sealed secret under the first key of `STORAGE_KEYS`. The ring that the services run with must hold both keys
 * already. Exit code 1 when something could not be opened: then its key must stay in the ring.
 */
async function main(): Promise<void> {
  const { DATABASE_URL, STORAGE_KEYS } = loadSettings(
    z.object({ DATABASE_URL: z.url(), STORAGE_KEYS: keyRingSetting }),
  );
  const { lines, complete } = describeRewrapped(await rewrapAll(DATABASE_URL, STORAGE_KEYS));
  for (const line of lines) console.log(line);
  if (complete) console.log(`All of them open with the key "${STORAGE_KEYS.sealing.id}" alone.`);
  process.exitCode = complete ? 0 : 1;
}

runProgram(main);
