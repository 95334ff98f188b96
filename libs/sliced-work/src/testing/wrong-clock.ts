/** Imported first, it puts the clock of this process wrong by so many ms (environment variable `WRONG_BY`). */
const wrongBy = Number(process.env['WRONG_BY'] ?? 0);
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
