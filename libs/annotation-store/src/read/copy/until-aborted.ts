import type { Pool, PoolClient } from 'pg';

/**
 * A pool whose connections end when `signal` aborts, whatever they are waiting for: Postgres then notices by itself that
 * nobody reads any more. Single statements (`pool.query`) are short and run to their end.
 */
export function untilAborted(pool: Pool, signal: AbortSignal): Pool {
  const connect = async (): Promise<PoolClient> => {
    signal.throwIfAborted();
    return releasedOnce(await pool.connect(), signal);
  };
  return Object.create(pool, {
    connect: { value: connect },
    query: { value: pool.query.bind(pool) },
  }) as Pool;
}

/** Its `release` works once: what comes after an abort finds the connection gone. */
function releasedOnce(client: PoolClient, signal: AbortSignal): PoolClient {
  const give = client.release.bind(client);
  let held = true;
  const release = (destroy?: Error | boolean): void => {
    if (!held) return;
    held = false;
    signal.removeEventListener('abort', end);
    give(destroy);
  };
  const end = (): void => release(true);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  client.release = release;
  return client;
}
