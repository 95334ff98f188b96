/** How long a run may take, in seconds. */
export class SessionSettings {
  constructor(
    readonly limits: {
      /** Until a connection takes it. */
      readonly wait: number;
      /** All of it. */
      readonly run: number;
      /** Without a word. */
      readonly silence: number;
      /** Without the connection that took it. */
      readonly gone: number;
    },
  ) {}
}
