import type { SegmentedFile } from '@hub/archive';
import type { StreamRun } from './conversion-result.js';

const writeBytes = 64 * 1024;

/** One slice's members of a stream, joined by its separator and written in larger pieces. */
export class SharedStream {
  private members = 0;
  private waiting: string[] = [];
  private waitingLength = 0;

  constructor(
    private readonly name: string,
    private readonly separator: string,
    private readonly file: SegmentedFile,
  ) {}

  /** Gives a promise when the file has to take something first. */
  add(member: string): Promise<void> | void {
    this.waiting.push(this.members++ === 0 ? member : `${this.separator}${member}`);
    this.waitingLength += member.length;
    if (this.waitingLength >= writeBytes) return this.flush();
  }

  async finish(): Promise<StreamRun> {
    await this.flush();
    return { stream: this.name, members: this.members, segments: await this.file.finish() };
  }

  private async flush(): Promise<void> {
    const text = this.waiting.join('');
    this.waiting = [];
    this.waitingLength = 0;
    if (text.length > 0) await this.file.write(Buffer.from(text));
  }
}
