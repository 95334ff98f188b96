/**
 * `npm run storage:rotate-key`: brings every credential that customers have given us under a new key.
 *
 * Embedded (`npm start`, stopped meanwhile): makes the new key itself, in HUB_DATA_DIR (default .hub-data).
 *
 * With DATABASE_URL and STORAGE_KEYS set (production; services go on):
 *   1. STORAGE_KEYS=old,new for all storage-routers, restart them one after the other: now all of them open both
 *   2. STORAGE_KEYS=new,old, restart them one after the other: now all of them seal with the new one
 *   3. this command with STORAGE_KEYS=new,old: the rest is wrapped anew, also the ids of unfinished uploads
 *   4. STORAGE_KEYS=new, restart them
 * Prints counts. Exit code 1 when something does not open: then the old key has to stay. May be killed and run again.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

install();
const production = Boolean(process.env.STORAGE_KEYS);
const [project, program] = production ? ['storage-router', 'rotate-key.js'] : ['all-in-one', 'rotate-storage-key.js'];
build(`apps/${project}/tsconfig.lib.json`);
const child = spawn(process.execPath, [join(root, 'apps', project, 'dist', program)], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
