/** How long things can be found in the history, in milliseconds. */
export class HistorySettings {
  constructor(
    /** Ended exports; 0 keeps them. */
    readonly keptMs: number,
    /** What was built of failed ones, for a retry. */
    readonly retryableMs: number,
  ) {}
}
