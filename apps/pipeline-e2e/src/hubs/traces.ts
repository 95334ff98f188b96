import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { KafkaTopics } from './kafka-topics.js';

/** Something that a system wrote down, and where. */
export interface Trace {
  readonly place: string;
  readonly text: string;
}

export interface TracePlaces {
  /** The file of all processes' output. */
  readonly log: string;
  /** Their folder for temporary files. */
  readonly temporary: string;
  readonly topics: KafkaTopics;
  readonly databaseUrl: string;
}

/** Everything that a system has written so far, place by place. */
export async function* tracesOf({ log, temporary, topics, databaseUrl }: TracePlaces): AsyncGenerator<Trace> {
  yield { place: 'logs', text: readFileSync(log, 'utf8') };
  for (const file of readdirSync(temporary, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) yield { place: path, text: readFileSync(path, 'latin1') };
  }
  for await (const { topic, messages } of topics.everything())
    yield {
      place: `topic ${topic}`,
      text: messages.map(({ key, value, headers }) => [key, value, JSON.stringify(headers)].join('\n')).join('\n'),
    };
  yield* tables(databaseUrl);
}

async function* tables(databaseUrl: string): AsyncGenerator<Trace> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of rows) {
      const dump = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      yield { place: `table ${name}`, text: dump.rows.map(({ row }) => row).join('\n') };
    }
  } finally {
    await client.end();
  }
}
