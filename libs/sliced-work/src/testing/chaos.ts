import type { SlicedJob, Slice, SliceWorker } from '../sliced-job.js';
import { Gate } from './gate.js';
import type { Context } from './bench.js';

type Job = SlicedJob<Context>;
export type Ending = 'commit' | 'crash' | 'fail';

/** One slice that a worker is busy with. */
export class Run {
  readonly gate = new Gate();
  ending: Ending = 'commit';
  slice?: string;
  value = '';
  handled: Promise<void> = Promise.resolve();
}

/**
 * A worker that stops inside every slice until the spec says how it ends, and notes what was committed. Each
 * performance gives another value, so that it shows whose result was kept.
 */
export class ChaosWorker implements SliceWorker<Context, string, string> {
  starting?: Run;
  ending?: Run;
  private performances = 0;
  /** Committed results: slice → value. A second one for a slice is a breach. */
  readonly results = new Map<string, string>();
  readonly outcomes = new Map<string, string[]>();
  readonly breaches: string[] = [];
  read: (jobId: string) => AsyncIterable<{ readonly result: string }> = () => {
    throw new Error('not connected');
  };

  async perform(
    job: Job,
    slice: Slice<string>,
    _signal: AbortSignal,
    append: (inputs: readonly string[]) => void,
  ): Promise<string> {
    append(childrenOf(slice.input));
    return this.stay(`${job.id}/${slice.number}`, `${slice.input}#${++this.performances}`);
  }
  async conclude(job: Job): Promise<string> {
    const kept: string[] = [];
    for await (const { result } of this.read(job.id)) kept.push(result);
    return this.stay(`${job.id}/end`, kept.join(' '));
  }
  async progressed(): Promise<void> {
    const run = this.committing();
    if (this.results.has(run.slice as string)) this.breaches.push(`second result of ${run.slice}`);
    this.results.set(run.slice as string, run.value);
  }
  async finished(_tx: unknown, job: Job, outcome: string): Promise<void> {
    this.committing();
    this.outcomes.set(job.id, [...(this.outcomes.get(job.id) ?? []), outcome]);
  }
  async failed(_tx: unknown, job: Job): Promise<void> {
    this.breaches.push(`${job.id} failed`);
  }

  private async stay(slice: string, value: string): Promise<string> {
    const run = this.starting as Run;
    Object.assign(run, { slice, value });
    await run.gate.pass();
    if (run.ending === 'fail') throw new Error('this try fails');
    return value;
  }
  private committing(): Run {
    const run = this.ending as Run;
    if (run.ending === 'crash') throw new Error('killed before the commit');
    return run;
  }
}

/** `w+2` adds `w.0+1` and `w.1+1`, each of which adds one `+0`: what a word says about how its job grows. */
export function childrenOf(word: string): string[] {
  const [name, growth = 0] = [word.split('+')[0], Number(word.split('+')[1])];
  return Array.from({ length: growth }, (_, n) => `${name}.${n}+${growth - 1}`);
}

/** A word with everything that comes of it. */
export const wordsOf = (word: string): string[] => [word, ...childrenOf(word).flatMap(wordsOf)];
