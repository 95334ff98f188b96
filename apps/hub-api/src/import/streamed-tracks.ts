import type { NewTrack } from '@hub/annotation-store';
import type { ProjectClasses } from './classes/project-classes.js';
import type { Assembly, StagedRecord } from './import-format.js';
import type { ImportTally } from './import-tally.js';

/** The tracks of a staged video on their way into the store; may be run through again when they could not be stored. */
export class StreamedTracks {
  /** Key frames given in the last run. */
  keyFrames = 0;
  private readonly refused = new Set<string>();

  constructor(
    private readonly staged: { readonly count: number; readonly records: () => AsyncIterable<StagedRecord> },
    private readonly make: (records: AsyncIterable<StagedRecord>, assembly: Assembly) => AsyncIterable<NewTrack>,
    private readonly classes: ProjectClasses,
    private readonly tally: ImportTally,
  ) {}

  /** Records that went into the tracks. */
  get imported(): number {
    return this.staged.count - this.refused.size;
  }

  async *open(): AsyncGenerator<NewTrack> {
    this.keyFrames = 0;
    const refuse: Assembly['refuse'] = (record, kind, reason) => this.refuse(record, kind, reason);
    for await (const track of this.make(this.staged.records(), { classes: this.classes, refuse }))
      yield { ...track, keyFrames: this.counted(track.keyFrames) };
  }

  /** Makes known the classes that the tracks use, and what of them is set aside, without storing anything. */
  async runThrough(): Promise<void> {
    for await (const { keyFrames } of this.open()) for await (const _ of keyFrames);
  }

  /** Sets every record aside that was not yet. */
  async refuseAll(kind: string, reason: string): Promise<void> {
    for await (const record of this.staged.records()) this.refuse(record, kind, reason);
  }

  private refuse({ file, fileName, place }: StagedRecord, kind: string, reason: string): void {
    const key = `${file} ${place}`;
    if (this.refused.has(key)) return;
    this.refused.add(key);
    this.tally.refuse({ file: fileName, place, kind, reason });
  }

  private async *counted(
    keyFrames: NewTrack['keyFrames'],
  ): AsyncGenerator<NewTrack['keyFrames'] extends AsyncIterable<infer F> | Iterable<infer F> ? F : never> {
    for await (const keyFrame of keyFrames) {
      this.keyFrames++;
      yield keyFrame;
    }
  }
}
