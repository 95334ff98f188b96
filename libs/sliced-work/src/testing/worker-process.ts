import './wrong-clock.js';
import type { Slice, SlicedJob } from '../sliced-job.js';
import { RecordingWorker, SlicedWorkBench, type Context } from './bench.js';

/**
 * A worker as a process of its own: `node worker-process.js <database> <name> <ms per slice> <sweepAfterMs> <ms its clock is wrong by>`. Says on
 * its standard output, a line each: `ready`, `begun <job>/<slice>`, `finished <job>`. A slice takes its time, whatever its
 * signal says.
 */
class SlowWorker extends RecordingWorker {
  constructor(
    private readonly name: string,
    private readonly ms: number,
  ) {
    super();
  }

  override async perform(job: SlicedJob<Context>, slice: Slice<string>): Promise<string> {
    say(`begun ${job.id}/${slice.number}`);
    await new Promise((resolve) => setTimeout(resolve, this.ms));
    return `${slice.input}@${this.name}`;
  }
  override async finished(_tx: unknown, job: SlicedJob<Context>): Promise<void> {
    say(`finished ${job.id}`);
  }
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main([url = '', name = '', ms = '', sweepAfterMs = '']: readonly string[]): Promise<void> {
  const bench = await SlicedWorkBench.connect(url);
  const { work } = bench.process({ sweepAfterMs: Number(sweepAfterMs) }, new SlowWorker(name, Number(ms)));
  work.start();
  say('ready');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
