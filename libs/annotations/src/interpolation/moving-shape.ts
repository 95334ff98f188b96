/** A shape on its way from one key frame to the next: text that stays, and numbers that depend on the frame. */
export interface MovingShape {
  /** JSON of the shape without its moving numbers: one stands between each two of these. */
  readonly constants: readonly string[];
  /** The numbers on a frame between the key frames, in their order. The list is the same one each time. */
  numbersAt(frame: number): ArrayLike<number>;
}

/** A shape by its share of the way: 0 at the earlier, 1 at the later key frame. */
export interface Blend {
  readonly constants: readonly string[];
  /** Writes each number to its place in the list. */
  fill(numbers: Float64Array, s: number): void;
}

/** JSON put together from the front, with places for numbers that are not known yet. */
export class ShapeText {
  readonly constants: string[] = [''];

  add(text: string): void {
    this.constants[this.constants.length - 1] += text;
  }

  /** A number will stand here. */
  place(): void {
    this.constants.push('');
  }
}
