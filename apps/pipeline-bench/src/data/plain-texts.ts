import { performance } from 'node:perf_hooks';
import type { AnnotationStore, TaskSelector } from '@hub/annotation-store';
import type { Include } from '@hub/event-contracts';
import type { DataSet } from './data-sets.js';

const page = 500;

/** The documents of an export as rows of one text each: what the yardstick copies. Returns the query for them. */
export async function plainTexts(store: AnnotationStore, { projectId }: DataSet, include: Include): Promise<string> {
  const table = `bench_texts_${projectId}`;
  const query = `select document from ${table} order by seq`;
  const [found] = await store.dataSource.query<{ there: string | null }[]>('select to_regclass($1) as there', [table]);
  if (found?.there) return query;
  const started = performance.now();
  const selector: TaskSelector = { projectId, snapshot: await store.source.takeSnapshot(), stageIds: ['Complete'] };
  await store.dataSource.query(`create table ${table}_new (seq bigint primary key, document text not null)`);
  let seqs: number[] = [];
  let documents: string[] = [];
  const flush = async (): Promise<void> => {
    await store.dataSource.query(`insert into ${table}_new select * from unnest($1::bigint[], $2::text[])`, [
      seqs,
      documents,
    ]);
    [seqs, documents] = [[], []];
  };
  for await (const task of store.source.tasks(selector, include, { from: 0, to: 2 ** 40 })) {
    seqs.push(task.seq);
    documents.push(task.document.toString());
    if (seqs.length === page) await flush();
  }
  await flush();
  await store.dataSource.query(`alter table ${table}_new rename to ${table}`);
  await store.dataSource.query(`vacuum analyze ${table}`);
  console.log(`plain texts: copied in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return query;
}
