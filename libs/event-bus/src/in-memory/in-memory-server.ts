import type { TopicKind } from '@hub/event-contracts';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { atMost, stopMilliseconds } from '../delivery/at-most.js';
import { deliver } from '../delivery/deliver.js';
import type { DeadLetter } from '../delivery/dead-letter.js';
import { Handlers } from '../delivery/handlers.js';
import { MessageWindow } from '../delivery/message-window.js';
import type { RetryPolicy } from '../delivery/retry-policy.js';
import { Wake } from '../delivery/wake.js';
import { transportIds } from '../on-event.js';
import type { GroupLog, LoggedMessage } from './group-log.js';

export interface InMemoryServerOptions {
  readonly kind: TopicKind;
  readonly group: string;
  readonly retry: RetryPolicy;
  readonly slots: number;
  bury(letter: DeadLetter): void;
}

/** Consumer of one group of the in-memory bus. */
export class InMemoryServer extends Server implements CustomTransportStrategy {
  override readonly transportId: symbol;
  private readonly handlers = new Handlers();
  private readonly window: MessageWindow<LoggedMessage>;
  private readonly wake = new Wake();
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(
    private readonly options: InMemoryServerOptions,
    private readonly log: GroupLog,
  ) {
    super();
    this.transportId = transportIds[options.kind];
    this.window = new MessageWindow({ size: 256, perKey: 32, slots: options.slots });
  }

  override addHandler(pattern: string, handler: MessageHandler): void {
    this.handlers.add(pattern, handler);
  }

  listen(callback: (error?: unknown) => void): void {
    this.log.subscribe(this.handlers.subscriptions());
    this.loop = this.run();
    callback();
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.wake.call();
    await atMost(stopMilliseconds, this.loop);
    this.log.release(this);
  }

  on(): never {
    throw new Error('the bus has no events of its own');
  }
  unwrap<T>(): T {
    return this.log as T;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      this.log.remove(this.window.finished);
      this.window.forget(this.window.finished);
      if (signal.aborted && this.window.idle) return;
      if (!signal.aborted && this.log.leads(this, () => this.wake.call())) {
        this.window.add(this.log.read(this.window.held, this.window.fullKeys, this.window.room));
        for (const message of this.window.take()) void this.handle(message);
      }
      await this.wake.sleep(1000);
    }
  }

  private async handle(message: LoggedMessage): Promise<void> {
    const { kind, group, retry } = this.options;
    try {
      await deliver(message, {
        kind,
        group,
        handlers: this.handlers,
        retry,
        logger: this.logger,
        stopping: this.stopping.signal,
        bury: async (letter) => this.options.bury(letter),
      });
      this.window.finish(message.id);
    } catch {
      // stopping: it stays in the log
      this.window.giveBack(message.id);
    }
    this.wake.call();
  }
}
