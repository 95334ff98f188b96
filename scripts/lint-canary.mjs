/** A lint rule that nobody has seen red proves nothing: plants forbidden imports and expects every one to be refused. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const canaries = [
  {
    project: '@hub/export-api',
    file: 'apps/export-api/src/canary.ts',
    code: `import '@hub/export-builder';\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    project: '@hub/archive',
    file: 'libs/archive/src/canary.ts',
    code: `import '@hub/outbox';\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    project: '@hub/export-api',
    file: 'apps/export-api/src/exports/canary.ts',
    code: `import 'kafkajs';\n`,
    rule: 'no-restricted-imports',
  },
  {
    project: '@hub/notifier',
    file: 'apps/notifier/src/notify/canary.ts',
    code: `import '@aws-sdk/client-s3';\n`,
    rule: 'no-restricted-imports',
  },
  {
    project: '@hub/archive',
    file: 'libs/archive/src/canary.ts',
    code: `export const home = process.env['HOME'];\n`,
    rule: 'no-restricted-properties',
  },
];

let silent = 0;
for (const { project, file, code, rule } of canaries) {
  const path = join(root, file);
  try {
    writeFileSync(path, code);
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/nx/dist/bin/nx.js'), 'lint', project, '--skip-nx-cache'],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', FORCE_COLOR: '0' },
      },
    );
    const refused = status !== 0 && stdout.includes(rule);
    if (!refused) silent++;
    console.log(`${refused ? 'refused' : 'NOT REFUSED'}: ${code.trim()} in ${file} (${rule})`);
  } finally {
    rmSync(path, { force: true });
  }
}
process.exit(silent === 0 ? 0 : 1);
