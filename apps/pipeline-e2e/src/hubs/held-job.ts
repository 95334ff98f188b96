import { eventually } from '@hub/testing';
import { Client } from 'pg';

/** Schemas whose service does its work in slices. */
export type SlicingSchema = 'export_builder' | 'storage_router' | 'plugin_converter';

/** A sliced job in the middle of its work, standing still. */
export interface HeldJob {
  readonly finished: number;
  /** Those that are planned; a long job is planned piece by piece. */
  readonly slices: number;
  /** Resolves once so many transactions of the service wait: slices that were done and are not recorded. */
  standing(count: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Waits until some but not all slices of a job have their result, and holds the job there: whoever records a result
 * waits for the job's row, which is locked. So a process can be killed when it is known to hold a slice.
 */
export async function holdJob(
  databaseUrl: string,
  schema: SlicingSchema,
  jobId: string,
  { atLeast = 1 } = {},
): Promise<HeldJob> {
  const client = await connected(databaseUrl);
  // a check that fails before it releases the job must not hold up those after it
  await client.query(`set idle_in_transaction_session_timeout = '30s'`);
  const [held] = await eventually(
    async () => {
      await client.query('begin');
      const { rows } = await client.query<{ finished: number; slices: number }>(
        `select finished, slices from ${schema}.jobs
         where id like $1 || '%' and state = 'open' and finished >= $2 and finished < slices for update`,
        [jobId, atLeast],
      );
      if (rows.length > 0) return rows;
      await client.query('rollback');
      return null;
    },
    { within: 60_000, every: 5 },
  );
  if (!held) throw new Error(`There is no job ${jobId}.`);
  return {
    ...held,
    async standing(count) {
      await eventually(
        async () => {
          const { rows } = await client.query<{ n: number }>(
            `select count(*)::int as n from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
            [schema],
          );
          return (rows[0]?.n ?? 0) >= count;
        },
        { within: 30_000, every: 20 },
      );
    },
    async release() {
      await client.query('rollback');
      await client.end();
    },
  };
}

/** How many slices of a job were begun more than once. `starts` counts anew with each attempt. */
export async function slicesTakenOver(databaseUrl: string, schema: SlicingSchema, jobId: string): Promise<number> {
  const client = await connected(databaseUrl);
  try {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from ${schema}.job_slices where job_id like $1 || '%' and (starts > 1 or attempt > 1)`,
      [jobId],
    );
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}

/** Numbers of the slices of a job that have their result. */
export async function slicesDone(databaseUrl: string, schema: SlicingSchema, jobId: string): Promise<number[]> {
  const client = await connected(databaseUrl);
  try {
    const { rows } = await client.query<{ number: number }>(
      `select number from ${schema}.job_slices where job_id like $1 || '%' and result is not null order by number`,
      [jobId],
    );
    return rows.map(({ number }) => number);
  } finally {
    await client.end();
  }
}

/** Watches a job until it is done, whoever may hear of that. Resolves with the longest time without a new result, in ms. */
export async function jobDone(databaseUrl: string, schema: SlicingSchema, jobId: string): Promise<number> {
  const client = await connected(databaseUrl);
  let finished = -1;
  let since = performance.now();
  let longest = 0;
  try {
    await eventually(
      async () => {
        const { rows } = await client.query<{ finished: number; done: boolean }>(
          `select finished, state = 'done' as done from ${schema}.jobs where id like $1 || '%'`,
          [jobId],
        );
        const now = performance.now();
        const job = rows[0];
        longest = Math.max(longest, now - since);
        if (!job || job.finished !== finished) since = now;
        finished = job?.finished ?? -1;
        return job?.done;
      },
      { within: 120_000, every: 20 },
    );
    return Math.round(longest);
  } finally {
    await client.end();
  }
}

/** The state in which a job ended: `done`, `failed` or `cancelled`. */
export async function jobEnd(databaseUrl: string, schema: SlicingSchema, jobId: string): Promise<string> {
  const client = await connected(databaseUrl);
  try {
    return await eventually(
      async () => {
        const { rows } = await client.query<{ state: string }>(
          `select state from ${schema}.jobs where id like $1 || '%' and state <> 'open'`,
          [jobId],
        );
        return rows[0]?.state;
      },
      { within: 60_000, every: 20 },
    );
  } finally {
    await client.end();
  }
}

async function connected(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl });
  // where a check fails, the database may stop before the connection is closed
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
