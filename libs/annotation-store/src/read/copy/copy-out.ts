import type { Connection, Submittable } from 'pg';
import { CopyRows } from './copy-rows.js';
import { LendingSocket } from './lending-socket.js';

/**
 * A COPY to the client as `pg` runs it: while it lasts it reads the connection itself, a chunk at a time, and lets the
 * server wait when nobody asks for more. One reader.
 */
export class CopyOut implements Submittable {
  readonly rows = new CopyRows((message) => this.client(message));
  private connection: Connection | null = null;
  /** How pg reads the connection. */
  private client: (bytes: Buffer) => void = () => undefined;
  /** A chunk is there that the reader was not told of; or it was, and reads it. */
  private chunkWaits = false;
  private chunkIsRead = false;
  private ended = false;
  /** Rows, as Postgres counted them. */
  private sent = NaN;
  private error: Error | null = null;
  private wake: () => void = () => undefined;

  constructor(private readonly sql: string) {}

  submit(connection: Connection): void {
    this.connection = connection;
    const { stream } = connection;
    this.client = stream.listeners('data')[0] as (bytes: Buffer) => void;
    if (stream instanceof LendingSocket) stream.lendTo(this.take);
    else stream.off('data', this.client).on('data', this.takePart);
    connection.query(this.sql);
  }

  /** Waits for bytes; false when the COPY has come to its end. Throws what Postgres says. */
  async more(): Promise<boolean> {
    const { stream } = this.connection ?? {};
    if (this.rows.rest) this.giveBack();
    else if (this.chunkIsRead) stream?.resume();
    while (!this.chunkWaits && !this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
    this.chunkIsRead = this.chunkWaits;
    this.chunkWaits = false;
    if (this.error) throw this.error;
    return this.chunkIsRead;
  }

  /** Throws unless every row was read: a COPY that ends early must not look like a short result. */
  finish(): void {
    this.rows.finish();
    if (this.sent !== this.rows.count)
      throw new Error(`Postgres sent ${this.sent} rows, but ${this.rows.count} were read`);
  }

  /** Source: Postgres, "Message Formats", CommandComplete: `COPY <rows>`. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    this.sent = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? NaN);
  }

  handleReadyForQuery(): void {
    this.end(null);
  }

  handleError(error: Error): void {
    // pg reports a broken connection from outside, also while it is lent
    this.end(error);
  }

  private readonly take = (lent: Buffer): boolean => {
    this.rows.push(lent);
    this.chunkWaits = true;
    this.wake();
    return false;
  };

  private readonly takePart = (chunk: Buffer): void => {
    this.connection?.stream.pause();
    this.take(chunk);
  };

  /** What came after the COPY is for the client. */
  private giveBack(): void {
    const { stream } = this.connection ?? {};
    const rest = this.rows.rest ?? Buffer.alloc(0);
    this.rows.rest = null;
    if (stream instanceof LendingSocket) stream.takeBack(rest);
    else if (stream) {
      stream.off('data', this.takePart).on('data', this.client);
      this.client(rest);
      stream.resume();
    }
  }

  private end(error: Error | null): void {
    this.error ??= error;
    this.ended = true;
    this.wake();
  }
}
