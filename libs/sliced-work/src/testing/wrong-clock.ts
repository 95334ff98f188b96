/** Imported first, it puts the clock of this process wrong by so many ms (its last argument). */
const wrongBy = Number(process.argv.at(-1));
const Right = Date;

class WrongDate extends Right {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(Right.now() + wrongBy);
    else super(...given);
  }
  static override now(): number {
    return Right.now() + wrongBy;
  }
}
globalThis.Date = WrongDate as DateConstructor;
