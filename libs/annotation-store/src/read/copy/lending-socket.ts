import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';

/** Takes bytes that are its own until it returns; false stops reading until `resume`. */
export type Borrower = (lent: Buffer) => boolean;

/** Large, because each reading costs a turn of the event loop. */
const bufferBytes = 256 * 1024;

/**
 * A socket that reads into one buffer for all its life. Sockets make a new one for each reading: through a large COPY
 * that is hundreds of megabytes outside the heap, and the garbage collector, which is driven by them, took longer than
 * everything else that is done to a row. While somebody borrows, it gets the bytes; else they are copied into the stream.
 */
export class LendingSocket extends Socket {
  private borrower: Borrower | null = null;

  constructor() {
    // the callback is asked for before there is a `this`
    const reading: OnReadOpts = { buffer: Buffer.allocUnsafeSlow(bufferBytes), callback: () => true };
    super(readingInto(reading));
    reading.callback = (bytes, buffer) => this.arrived(buffer, bytes);
  }

  /** From now on the bytes go to the borrower. */
  lendTo(borrower: Borrower): void {
    this.borrower = borrower;
  }

  /** The stream goes on, first with the bytes that were lent but not used. */
  takeBack(rest: Buffer): void {
    this.borrower = null;
    if (rest.length > 0) this.push(Buffer.from(rest));
    this.resume();
  }

  private arrived(buffer: Uint8Array, bytes: number): boolean {
    const lent = Buffer.from(buffer.buffer, buffer.byteOffset, bytes);
    return this.borrower ? this.borrower(lent) : this.push(Buffer.from(lent));
  }
}

/** The documented option that the types of Node 20 leave out. Node keeps the callback, so it looks it up anew each time. */
function readingInto(reading: OnReadOpts): SocketConstructorOpts {
  const onread: OnReadOpts = {
    buffer: reading.buffer,
    callback: (bytes, buffer) => reading.callback(bytes, buffer),
  };
  const options: SocketConstructorOpts & { onread: OnReadOpts } = { onread };
  return options;
}
