import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBuild } from './measure-build.js';
import { measureCoco } from './measure-coco.js';
import { measured } from './measurement.js';
import { measureVideo } from './measure-video.js';

const measurements = { build: measureBuild, video: measureVideo, coco: measureCoco };
const usage = `Usage: npm run bench -- ${Object.keys(measurements).join('|')} [node options of the services]
HUB_BENCH_DIR keeps the filled database, default ${join(tmpdir(), 'hub-bench')}`;

async function main([name = '', ...nodeOptions]: readonly string[]): Promise<void> {
  if (!Object.hasOwn(measurements, name)) throw new Error(usage);
  const folder = process.env['HUB_BENCH_DIR'] ?? join(tmpdir(), 'hub-bench');
  await measured(folder, nodeOptions, measurements[name as keyof typeof measurements]);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
