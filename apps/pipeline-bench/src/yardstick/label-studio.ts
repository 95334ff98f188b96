import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { labelStudioConfig, labelStudioJson } from '../data/label-studio-tasks.js';

const runSchema = z.object({ seconds: z.number(), cpu: z.number(), annotations: z.number(), peakMiB: z.number() });
export type LabelStudioRun = z.infer<typeof runSchema>;

/** The version measured against. */
const requirement = 'label-studio-sdk==2.1.2';
const script = join(dirname(require.resolve('@hub/pipeline-bench/package.json')), 'src/yardstick/label-studio-coco.py');

/** label-studio-sdk in a virtual environment of its own, made once in the bench's folder. */
export class LabelStudio {
  private constructor(
    private readonly python: string,
    private readonly folder: string,
  ) {}

  /** Installs it when it is not there yet. A text says why it cannot be had on this machine. */
  static install(benchFolder: string): LabelStudio | string {
    const folder = join(benchFolder, 'label-studio');
    const python = join(folder, 'venv/bin/python');
    const ready = join(folder, 'ready');
    if (!existsSync(ready)) {
      mkdirSync(folder, { recursive: true });
      console.log(`Installing ${requirement} into ${folder} …`);
      if (!succeeds('python3', ['-m', 'venv', join(folder, 'venv')]))
        return 'python3 cannot make a virtual environment';
      if (!succeeds(python, ['-m', 'pip', 'install', '--quiet', requirement]))
        return `pip cannot install ${requirement}`;
      writeFileSync(ready, requirement);
    }
    return new LabelStudio(python, folder);
  }

  /** Writes the bench's tasks as Label Studio JSON, once. Returns the file. */
  async tasks(tasks: number, boxes: number): Promise<string> {
    const file = join(this.folder, `tasks-${tasks}-${boxes}.json`);
    if (existsSync(file)) return file;
    await pipeline(Readable.from(labelStudioJson(tasks, boxes)), createWriteStream(`${file}.new`));
    renameSync(`${file}.new`, file);
    return file;
  }

  /** JSON to COCO by its own converter; the start of Python is not counted. */
  convert(tasksFile: string): LabelStudioRun {
    const result = join(this.folder, 'result');
    mkdirSync(result, { recursive: true });
    const config = join(this.folder, 'config.xml');
    writeFileSync(config, labelStudioConfig);
    const run = spawnSync(this.python, [script, config, tasksFile, result], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (run.status !== 0) throw new Error(`label-studio-sdk ended with ${run.status}`);
    return runSchema.parse(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? ''));
  }
}

const succeeds = (command: string, words: readonly string[]): boolean =>
  spawnSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
