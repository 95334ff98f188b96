import type { OutlineRow } from '@hub/annotation-store';
import type { PieceLimits } from './build-plan.js';
import type { SliceInput, SliceRun } from './slice-input.js';

/** Keeps the description of a slice small, however the kinds of tasks alternate. */
const mostRuns = 500;

/** Puts the rows of an outline together to slices. */
export class OpenSlices {
  /** Slices, and large videos that are still to be cut. */
  readonly pieces: (SliceInput | OutlineRow)[] = [];
  tasks = 0;
  bytes = 0;
  private slices = 0;
  private openTasks = 0;
  private openBytes = 0;
  private runs: SliceRun[] = [];

  constructor(private readonly targetBytes: number) {}

  add(row: OutlineRow): void {
    this.tasks++;
    this.bytes += row.bytes;
    if (row.video && row.bytes > this.targetBytes) this.largeVideo(row);
    else {
      this.append(row);
      if (this.openBytes >= this.targetBytes || this.runs.length >= mostRuns) this.close();
    }
  }

  /** Only between two slices: what follows begins a new one, whether it is planned now or later. */
  isLarge({ slices, rows, fewestSlices }: PieceLimits): boolean {
    if (this.runs.length > 0) return false;
    return this.slices >= slices || (this.tasks >= rows && this.slices >= fewestSlices);
  }

  close(): void {
    if (this.runs.length === 0) return;
    this.pieces.push({ runs: this.runs, tasks: this.openTasks, bytes: this.openBytes });
    this.slices++;
    this.runs = [];
    this.openTasks = 0;
    this.openBytes = 0;
  }

  private largeVideo(row: OutlineRow): void {
    this.close();
    this.pieces.push(row);
    this.slices += Math.ceil(row.bytes / this.targetBytes);
  }

  private append({ seq, bytes, video }: OutlineRow): void {
    const last = this.runs.at(-1);
    if (video) this.runs.push({ kind: 'video', seq });
    else if (last?.kind === 'tasks') last.to = seq;
    else this.runs.push({ kind: 'tasks', from: seq, to: seq });
    this.openTasks++;
    this.openBytes += bytes;
  }
}
