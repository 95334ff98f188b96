import type { WatchedBuilder, WatchedBuilders } from './watched-builders.js';

const lookMilliseconds = 5;

/** A builder as a container runs it: killed when it takes more memory than it may, and started again. */
export class LimitedBuilder {
  /** How often it was killed. */
  deaths = 0;
  private stopping = false;
  private looking: NodeJS.Timeout | undefined;
  private starting: Promise<void> = Promise.resolve();

  constructor(
    private readonly builders: WatchedBuilders,
    private readonly mebibytes: number,
  ) {}

  /** Resolves when it is ready, or was killed before. */
  start(): Promise<void> {
    const before = this.deaths;
    this.starting = this.builders
      // it may take a slice before it says that it is ready
      .add({}, (builder) => this.watch(builder))
      .then(
        () => undefined,
        (error: unknown) => {
          if (this.deaths === before) throw error;
        },
      );
    return this.starting;
  }

  /** From now on it has all the memory it wants, and is not started again. */
  async release(): Promise<void> {
    this.stopping = true;
    clearInterval(this.looking);
    await this.starting;
  }

  private watch(builder: WatchedBuilder): void {
    this.looking = setInterval(() => {
      if (builder.process.peakMemory() <= this.mebibytes) return;
      clearInterval(this.looking);
      this.deaths++;
      this.starting = this.builders.kill(builder).then(() => (this.stopping ? undefined : this.start()));
    }, lookMilliseconds);
  }
}
