import { Client } from 'pg';

/**
 * Makes a text in the stored annotations of a hub so long, as a labelling system with wider doors could: no import takes
 * texts of such a size. The figures that plans are made by are kept right.
 */
export async function growText(databaseUrl: string, text: string, characters: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('set search_path to annotation_store');
    const { rows } = await client.query<{ id: string }>(
      `with text as (select repeat('abcdefg ', $2::int / 8) as long)
       update task_contents set
         rest = replace(rest, $1, text.long), rest_with_metadata = replace(rest_with_metadata, $1, text.long),
         bytes = bytes + $2, bytes_with_metadata = bytes_with_metadata + $2
       from text where strpos(rest, $1) > 0 returning id`,
      [text, characters],
    );
    if (rows.length !== 1) throw new Error(`${rows.length} contents hold the text ${text}.`);
    await client.query(
      `update task_revisions set bytes = bytes + $2, bytes_with_metadata = bytes_with_metadata + $2 where content_id = $1`,
      [rows[0]?.id, characters],
    );
  } finally {
    await client.end();
  }
}
