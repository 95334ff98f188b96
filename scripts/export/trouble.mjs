/** Ends the program with a sentence and an exit code (see the usage). */
export class Trouble extends Error {
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}
