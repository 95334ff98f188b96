/** Installs the packages when they are missing or the lock file changed since. Plain Node: it runs before anything is there. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.hub-install');

export function install() {
  checkNode();
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (installedByHand()) return;
  console.log('Installing packages (first time only, about a minute) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // no install script of any package is needed, so none may run
  execFileSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted);
}

/** npm leaves its own lock file behind: when that is newer than ours, somebody installed since, and that tree is left alone. */
function installedByHand() {
  const own = join(root, 'node_modules', '.package-lock.json');
  return existsSync(own) && statSync(own).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Compiles what changed; nothing happens when all is up to date. */
export function build(project = 'apps/all-in-one/tsconfig.lib.json') {
  console.log('Building …');
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--build', join(root, project)], {
    cwd: root,
    stdio: 'inherit',
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits =
    (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || (major === 24 && minor >= 11) || major > 24;
  if (!fits) {
    console.error(`Node 20.19+, 22.13+ or 24.11+ is needed; this is ${process.versions.node}.`);
    process.exit(1);
  }
}
