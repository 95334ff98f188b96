import { Failure } from '@hub/failures';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { END_SIGNALS, type EndSignals } from './end-signals.js';
import { isAnswered, type Export } from './export.js';

/** A signal can get lost with its connection: so often, in milliseconds, those that are waited for are looked at, in one query. */
const lookEvery = 5_000;

interface Waiter {
  wake(): void;
  reject(reason: unknown): void;
}

/** Waits for the end of an export without asking the database again and again: one look at the start and one at the end. */
@Injectable()
export class AwaitExport implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AwaitExport.name);
  private readonly waiters = new Map<string, Set<Waiter>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly exports: ExportsRepository,
    @Inject(END_SIGNALS) private readonly signals: EndSignals,
  ) {}

  onApplicationBootstrap(): void {
    this.signals.listen((exportId) => (exportId === null ? this.look() : this.wake(exportId)));
    this.timer = setInterval(() => this.look(), lookEvery);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    const stopping = new Failure(
      'stopping',
      'transient',
      'The service is being restarted; the export goes on. Find it in the history of the project.',
    );
    for (const waiter of [...this.waiters.values()].flatMap((set) => [...set])) waiter.reject(stopping);
  }

  /** The export once it is completed, failed or cancelled, or its plugin has what it shall convert. Rejects with the signal's reason; the export goes on then. */
  async execute(exportId: string, signal: AbortSignal): Promise<Export> {
    let leave = (): void => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      leave = this.enter(exportId, { wake: resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    // the end may come while we look: we wait already
    ended.catch(() => undefined);
    try {
      signal.throwIfAborted();
      const now = await this.read(exportId);
      if (isAnswered(now)) return now;
      await ended;
      return await this.read(exportId);
    } finally {
      leave();
    }
  }

  private async read(exportId: string): Promise<Export> {
    const found = await this.exports.find(exportId);
    if (!found) throw new Failure('export-vanished', 'hub', `The export ${exportId} is not there any more.`);
    return found;
  }

  private enter(exportId: string, waiter: Waiter): () => void {
    const waiters = this.waiters.get(exportId) ?? new Set();
    this.waiters.set(exportId, waiters.add(waiter));
    return () => {
      waiters.delete(waiter);
      if (waiters.size === 0 && this.waiters.get(exportId) === waiters) this.waiters.delete(exportId);
    };
  }

  private wake(exportId: string): void {
    for (const waiter of this.waiters.get(exportId) ?? []) waiter.wake();
  }

  private look(): void {
    const ids = [...this.waiters.keys()];
    if (ids.length === 0) return;
    this.exports.answered(ids).then(
      (ended) => ended.forEach((id) => this.wake(id)),
      (error: Error) => this.logger.warn(`look for ended exports: ${error.message}`),
    );
  }
}
