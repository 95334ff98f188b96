import { Socket } from 'node:net';
import { Pool } from 'pg';
import { LendingSocket } from './lending-socket.js';

/**
 * The pool of exports: small, so that they never starve the rest. Without a time limit on statements unless one is
 * given, in milliseconds: a COPY lasts as long as its reader. The planner may only walk by index in the order of the
 * export: a slice must never read a whole table, whatever the statistics say just after an import. A vanished reader is
 * noticed within 5 s.
 */
export function openReadPool(
  connectionString: string,
  connections: number,
  applicationName: string,
  statementTimeout = 0,
): Pool {
  const settings: Record<string, string> = {
    statement_timeout: String(statementTimeout),
    idle_in_transaction_session_timeout: '60000',
    default_transaction_read_only: 'on',
    enable_hashjoin: 'off',
    enable_mergejoin: 'off',
    enable_seqscan: 'off',
    enable_sort: 'off',
    // each content is read once: to remember them only costs
    enable_memoize: 'off',
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    // Windows servers refuse the setting
    ...(process.platform !== 'win32' && { client_connection_check_interval: '5000' }),
  };
  const pool = new Pool({
    connectionString,
    stream: socketOf,
    max: connections,
    connectionTimeoutMillis: 30_000,
    application_name: applicationName,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  // an idle connection that breaks is replaced by the pool; its error must not end the process
  pool.on('error', () => undefined);
  return pool;
}

/** An encrypted connection is read as Node reads it: what is on its socket are not its bytes. */
const socketOf = (...[settings]: { readonly ssl?: unknown }[]): Socket =>
  settings?.ssl ? new Socket() : new LendingSocket();
