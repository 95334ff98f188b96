/** `npm start`: the whole system in one process, on embedded parts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

install();
build();
const child = spawn(process.execPath, [join(root, 'apps/all-in-one/dist/main.js')], {
  cwd: root,
  stdio: 'inherit',
  // deflate, file system and name look-ups share these threads
  env: { UV_THREADPOOL_SIZE: '8', ...process.env },
});
// Ctrl-C reaches the child by itself; a signal to this process alone has to be passed on
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
