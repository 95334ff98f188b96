/** `npm test`: every spec that needs nothing but Node. Arguments go to jest: `npm test -- libs/archive`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

install();
// some specs start the real programs
build();
const result = spawnSync(
  process.execPath,
  [join(root, 'node_modules/jest/bin/jest.js'), '--config', join(root, 'jest.projects.cjs'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { UV_THREADPOOL_SIZE: '8', ...process.env } },
);
process.exit(result.status ?? 1);
