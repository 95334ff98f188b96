/** `npm run bench -- all | NAME …`: measures the services on this machine. See apps/pipeline-bench/README.md. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

install();
for (const app of ['all-in-one', 'pipeline-bench']) build(`apps/${app}/tsconfig.lib.json`);
const result = spawnSync(process.execPath, [join(root, 'apps/pipeline-bench/dist/main.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
