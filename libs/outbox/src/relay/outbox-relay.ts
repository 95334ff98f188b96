import { Wake, type Bus } from '@hub/event-bus';
import type { Envelope, Topic } from '@hub/event-contracts';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { OutboxListener } from './outbox-listener.js';

export interface OutboxRelayOptions {
  /** A direct connection: session locks and LISTEN do not work through a transaction pooler. */
  readonly databaseUrl: string;
  readonly schema: string;
  readonly bus: Bus;
  /** Events moved in one transaction. */
  readonly batch?: number;
}

interface OutboxRow {
  readonly id: string;
  readonly topic: Topic;
  readonly key: string | null;
  readonly envelope: Envelope;
}

const pollMilliseconds = 1000;
const standByMilliseconds = 250;
/** A leader asks at least every second. One that stands still keeps its connection, and would keep the lead for ever. */
const silenceMilliseconds = 5000;
/** So long a batch may be on its way to the bus. */
const sendMilliseconds = 30_000;

/**
 * Moves committed events from a service's outbox to the bus, oldest first. One relay per schema works at a time, or the
 * order of a key would be lost; the others stand by. A batch is sent before its rows are deleted, and a failed send is
 * repeated as a whole: a crash or an outage may repeat events, never lose or reorder them.
 */
export class OutboxRelay {
  private readonly logger = new Logger('outbox');
  private readonly wake = new Wake();
  private readonly listener: OutboxListener;
  private readonly batch: number;
  private worker: Client | null = null;
  private loop: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: OutboxRelayOptions) {
    this.batch = options.batch ?? 500;
    this.listener = new OutboxListener(options.databaseUrl, options.schema, () => this.wake.call());
  }

  start(): void {
    this.listener.start();
    this.loop ??= this.run();
  }

  /** Finishes the batch that is on its way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake.call();
    await this.loop;
    await this.listener.close();
    await this.worker?.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping;) {
      let pause: number;
      try {
        const leads = await this.lead();
        const moved = leads ? await this.move() : 0;
        failures = 0;
        pause = moved === this.batch ? 0 : leads ? pollMilliseconds : standByMilliseconds;
      } catch (error) {
        failures++;
        this.logger.warn(`The outbox of ${this.options.schema} waits: ${String(error)}`);
        await this.dropWorker();
        pause = Math.min(10_000, 250 * 2 ** failures);
      }
      if (pause > 0) await this.wake.sleep(pause);
    }
  }

  /** The lock lives and dies with the connection that does the work, so a relay that lost it cannot send. */
  private async lead(): Promise<boolean> {
    if (this.worker) return true;
    const worker = new Client({
      connectionString: this.options.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      // a half-open socket says nothing by itself
      query_timeout: 30_000,
      idle_in_transaction_session_timeout: sendMilliseconds,
    });
    worker.on('error', () => undefined).on('end', () => this.worker === worker && (this.worker = null));
    await worker.connect();
    const { rows } = await worker.query<{ won: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('hub.outbox.' || $1, 0)) as won,
         set_config('idle_session_timeout', $2, false)`,
      [this.options.schema, `${silenceMilliseconds}ms`],
    );
    if (rows[0]?.won) this.worker = worker;
    else await worker.end();
    return this.worker === worker;
  }

  private async move(): Promise<number> {
    const worker = this.worker;
    if (!worker) return 0;
    const table = `${this.options.schema}.outbox`;
    await worker.query('begin');
    const { rows } = await worker.query<OutboxRow>(
      `select id, topic, key, envelope from ${table} order by id limit $1 for update skip locked`,
      [this.batch],
    );
    if (rows.length > 0) {
      await this.options.bus.send(rows);
      await worker.query(`delete from ${table} where id = any ($1::bigint[])`, [rows.map(({ id }) => id)]);
    }
    await worker.query('commit');
    return rows.length;
  }

  private async dropWorker(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    await worker?.end().catch(() => undefined);
  }
}
