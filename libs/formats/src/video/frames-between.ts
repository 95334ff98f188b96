import type { MovingShape, TextChunk } from '@hub/annotations';

/** What surrounds the shape of an entry: `start` before it, `middle` between it and the frame, `end` after the frame. */
export interface EntryFrame {
  readonly start: string;
  readonly middle: string;
  readonly end: string;
}

/** The entries of the frames between two key frames: they differ in the numbers of their shapes and in the frame only. */
export class FramesBetween {
  private readonly texts: string[];
  /** `texts` as bytes; between each two of them stands a number, before the last one the frame. */
  private readonly constants: readonly Buffer[];
  private readonly bytes: number;

  /** `before`: the entries before the earlier key frame; their texts are mostly the same, and encoded already. */
  constructor(
    private readonly shape: MovingShape,
    { start, middle, end }: EntryFrame,
    before: FramesBetween | null,
  ) {
    const texts = [...shape.constants, end];
    texts[0] = start + texts[0];
    texts[texts.length - 2] += middle;
    this.texts = texts;
    this.constants = texts.map((text, i) => (before?.texts[i] === text && before.constants[i]) || Buffer.from(text));
    this.bytes = this.constants.reduce((sum, text) => sum + text.length, 0);
  }

  write(chunk: TextChunk, frame: number): void {
    const { constants } = this;
    const numbers = this.shape.numbersAt(frame);
    chunk.reserve(this.bytes, numbers.length + 1);
    for (let i = 0; i < numbers.length; i++) {
      chunk.text(constants[i]!);
      chunk.number(numbers[i]!);
    }
    chunk.text(constants[numbers.length]!);
    chunk.whole(frame);
    chunk.text(constants[numbers.length + 1]!);
  }
}
