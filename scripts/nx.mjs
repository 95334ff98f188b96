/** nx without daemon, cloud or terminal UI, the same on every machine. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { install, root } from './install.mjs';

install();
const result = spawnSync(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true' },
});
process.exit(result.status ?? 1);
