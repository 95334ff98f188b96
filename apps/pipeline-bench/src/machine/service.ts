import { Program, type ProgramOptions } from './program.js';

const smallHeap = ['--max-old-space-size=128', '--max-semi-space-size=4'];
/** What docker-compose.yml gives them: garbage is collected before it piles up. */
const productionHeap: Readonly<Record<string, readonly string[]>> = {
  'export-builder': smallHeap,
  'plugin-converter': smallHeap,
  'storage-router': ['--max-semi-space-size=4'],
};
/** What deploy/docker/Dockerfile sets. */
const image = { UV_THREADPOOL_SIZE: '8', MALLOC_ARENA_MAX: '2' };

/** Makes the tables of a service, starts it as it is run in production, and waits until it is healthy. */
export async function startService(name: string, options: ProgramOptions & { port: number }): Promise<Program> {
  const environment = { ...image, ...options.environment, PORT: String(options.port) };
  Program.run(`apps/${name}/dist/migrate.js`, environment);
  const nodeOptions = [...(productionHeap[name] ?? []), ...(options.nodeOptions ?? [])];
  const program = Program.launch(`apps/${name}/dist/main.js`, { ...options, environment, nodeOptions });
  await program.answers(`http://127.0.0.1:${options.port}/health/ready`);
  return program;
}
