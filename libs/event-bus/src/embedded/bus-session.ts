import { Logger } from '@nestjs/common';
import { Client } from 'pg';

/** A consumer as the session sees it. */
export interface Follower {
  readonly group: string;
  /** The group's lock was won or lost with the connection. Only a leader reads messages. */
  onLeadership(leads: boolean): void;
  /** There may be messages. */
  onMessages(): void;
}

const retryMilliseconds = 250;
const checkMilliseconds = 10_000;

/**
 * The one connection on which a process listens for new messages and holds the locks of the groups it works for. One
 * process at a time leads a group, others stand by; whatever ends the process or the connection frees the lock, and
 * what is still in the table is delivered again.
 */
export class BusSession {
  private readonly logger = new Logger('bus');
  /** By group; the first of a list leads, because a lock does not keep out its own session. */
  private readonly followers = new Map<string, Follower[]>();
  private readonly led = new Set<string>();
  private client: Client | null = null;
  private connecting = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly databaseUrl: string) {}

  join(follower: Follower): void {
    this.followers.set(follower.group, [...(this.followers.get(follower.group) ?? []), follower]);
    void this.tend();
  }

  async leave(follower: Follower): Promise<void> {
    const rest = (this.followers.get(follower.group) ?? []).filter((other) => other !== follower);
    if (rest.length > 0) this.followers.set(follower.group, rest);
    else this.followers.delete(follower.group);
    if (rest[0] && this.led.has(follower.group)) rest[0].onLeadership(true);
    if (rest.length === 0 && this.led.delete(follower.group)) {
      await this.client?.query(`select pg_advisory_unlock(${lockOf})`, [follower.group]).catch(() => undefined);
    }
    if (this.followers.size === 0) await this.close();
  }

  async close(): Promise<void> {
    this.followers.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
    const client = this.client;
    this.lost(client);
    await client?.end().catch(() => undefined);
  }

  /** Connects when needed, and tries the locks that others hold again and again. */
  private async tend(): Promise<void> {
    if (this.connecting) return;
    this.connecting = true;
    clearTimeout(this.timer);
    try {
      this.client ??= await this.connect();
      await this.tryLocks(this.client);
    } catch (error) {
      this.logger.warn(`The bus connection failed: ${String(error)}`);
      this.lost(this.client);
    } finally {
      this.connecting = false;
    }
    this.schedule();
  }

  private schedule(): void {
    if (this.followers.size === 0) return;
    const standingBy = [...this.followers.keys()].some((group) => !this.led.has(group));
    this.timer = setTimeout(
      () => void (standingBy ? this.tend() : this.check()),
      standingBy ? retryMilliseconds : checkMilliseconds,
    );
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      query_timeout: 5000,
      connectionTimeoutMillis: 5000,
    });
    const end = (): void => this.lost(client, true);
    client.on('error', end).on('end', end);
    client.on('notification', ({ payload }) => payload !== undefined && this.followers.get(payload)?.[0]?.onMessages());
    await client.connect();
    await client.query('listen bus');
    return client;
  }

  private async tryLocks(client: Client): Promise<void> {
    for (const group of this.followers.keys()) {
      if (this.led.has(group)) continue;
      const { rows } = await client.query<{ won: boolean }>(`select pg_try_advisory_lock(${lockOf}) as won`, [group]);
      if (!rows[0]?.won || this.client !== client) continue;
      this.led.add(group);
      this.followers.get(group)?.[0]?.onLeadership(true);
    }
  }

  /** A half-open socket says nothing by itself. */
  private async check(): Promise<void> {
    try {
      await this.client?.query('select 1');
    } catch {
      this.lost(this.client);
    }
    await this.tend();
  }

  private lost(client: Client | null, again = false): void {
    if (client === null || this.client !== client) return;
    this.client = null;
    void client.end().catch(() => undefined);
    for (const group of this.led) this.followers.get(group)?.[0]?.onLeadership(false);
    this.led.clear();
    if (again) void this.tend();
  }
}

const lockOf = `hashtextextended('hub.bus.' || $1, 0)`;
