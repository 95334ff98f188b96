import { topics, type Topic, type TopicKind } from '@hub/event-contracts';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Pool } from 'pg';
import { atMost, stopMilliseconds } from '../delivery/at-most.js';
import { deliver } from '../delivery/deliver.js';
import { Handlers } from '../delivery/handlers.js';
import { MessageWindow } from '../delivery/message-window.js';
import type { RetryPolicy } from '../delivery/retry-policy.js';
import { Wake } from '../delivery/wake.js';
import { transportIds } from '../on-event.js';
import type { BusSession, Follower } from './bus-session.js';
import { MessageStore, type StoredMessage } from './message-store.js';

export interface EmbeddedServerOptions {
  readonly kind: TopicKind;
  readonly group: string;
  readonly retry: RetryPolicy;
  /** Events handled at the same time. */
  readonly slots: number;
}

/** The table is looked at this often even when no wake-up came. */
const pollMilliseconds = 1000;

/** Consumer of one group on the embedded bus: reads the table while its process leads the group. */
export class EmbeddedServer extends Server implements CustomTransportStrategy, Follower {
  override readonly transportId: symbol;
  readonly group: string;
  private readonly handlers = new Handlers();
  private readonly window: MessageWindow<StoredMessage>;
  private readonly store: MessageStore;
  private readonly wake = new Wake();
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private leading = false;
  private mayHaveMore = false;
  private lastRead = Date.now();

  constructor(
    private readonly options: EmbeddedServerOptions,
    pool: Pool,
    private readonly session: BusSession,
  ) {
    super();
    this.group = options.group;
    this.transportId = transportIds[options.kind];
    this.store = new MessageStore(pool, options.group);
    this.window = new MessageWindow({ size: 256, perKey: 32, slots: options.slots });
  }

  override addHandler(pattern: string, handler: MessageHandler): void {
    this.handlers.add(pattern, handler);
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  /** Waits for the handlers that run; what they did not finish is delivered at the next start. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.window.dropWaiting();
    this.wake.call();
    await atMost(stopMilliseconds, this.loop);
    await this.session.leave(this);
  }

  onLeadership(leads: boolean): void {
    this.leading = leads;
    // another process may deal with them now
    if (!leads) this.window.dropWaiting();
    this.onMessages();
  }
  onMessages(): void {
    this.mayHaveMore = true;
    this.wake.call();
  }

  /** Ms since the table was last read, or its lock last asked for. */
  get sinceLastRead(): number {
    return Date.now() - this.lastRead;
  }

  on(): never {
    throw new Error('the bus has no events of its own');
  }
  unwrap<T>(): T {
    return this.session as T;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async start(): Promise<void> {
    const wrong = this.handlers.topics().filter((topic) => topics[topic as Topic] !== this.options.kind);
    if (wrong.length > 0) throw new Error(`${this.group} receives ${this.options.kind}, not ${wrong.join(', ')}`);
    await this.store.subscribe(this.handlers.subscriptions());
    this.loop = this.run();
    this.session.join(this);
  }

  private async run(): Promise<void> {
    for (;;) {
      try {
        await Promise.all([this.removeFinished(), this.read()]);
        for (const message of this.stopped ? [] : this.window.take()) void this.handle(message);
        if (this.stopped && this.window.idle && this.window.finished.length === 0) return;
      } catch (error) {
        this.logger.error(`${this.group} cannot reach its messages: ${String(error)}`);
        this.mayHaveMore = true;
        // what is finished but could not be removed is delivered again: handlers tolerate it
        if (this.stopped && this.window.idle) return;
      }
      if (!(await this.wake.sleep(pollMilliseconds))) this.mayHaveMore = true;
    }
  }

  private async removeFinished(): Promise<void> {
    const ids = this.window.finished;
    if (ids.length === 0) return;
    await this.store.remove(ids);
    this.window.forget(ids);
  }

  private async read(): Promise<void> {
    const { room, held, fullKeys, epoch } = this.window;
    if (!this.leading) this.lastRead = Date.now();
    if (!this.leading || !this.mayHaveMore || room === 0 || this.stopped) return;
    this.mayHaveMore = fullKeys.length > 0;
    const messages = await this.store.read(held, fullKeys, room);
    this.lastRead = Date.now();
    if (!this.leading || this.stopped) return;
    const leftOut = this.window.add(messages, epoch);
    if (messages.length === room || leftOut > 0) this.mayHaveMore = true;
  }

  private async handle(message: StoredMessage): Promise<void> {
    try {
      await deliver(message, {
        kind: this.options.kind,
        group: this.group,
        handlers: this.handlers,
        retry: this.options.retry,
        logger: this.logger,
        stopping: this.stopping.signal,
        bury: (letter) => this.store.bury(letter),
      });
      this.window.finish(message.id);
    } catch (error) {
      if (!this.stopped) this.logger.error(`${this.group} delivers ${message.envelope.type} again: ${String(error)}`);
      this.window.giveBack(message.id);
      this.mayHaveMore = true;
    }
    this.wake.call();
  }
}
