import type { Include, Snapshot } from '@hub/event-contracts';
import { notFound } from '@hub/failures';
import type { Pool } from 'pg';
import type { AnnotationSource, CategorySchemaJson, IssueRow, TaskSelector, VideoTrack } from './annotation-source.js';
import { textOf } from './copy/copy-row-parser.js';
import { streamCopy } from './copy/stream-copy.js';
import { outline } from './outline.js';
import { assertReadable, takeSnapshot } from './snapshots.js';
import { text } from './sql/literals.js';
import type { SeqRange } from './sql/selection.js';
import { visibleAt } from './sql/visible.js';
import { tasks } from './tasks.js';
import { keyFrames, videoDocument } from './video.js';

/** The annotation store as exports read it: single statements over binary COPY, on a pool of their own. */
export class PostgresAnnotationSource implements AnnotationSource {
  constructor(private readonly pool: Pool) {}

  takeSnapshot = (): Promise<Snapshot> => takeSnapshot(this.pool);
  assertReadable = (snapshot: Snapshot): Promise<void> => assertReadable(this.pool, snapshot);
  outline = (selector: TaskSelector, include: Include) => outline(this.pool, selector, include);
  tasks = (selector: TaskSelector, include: Include, range: SeqRange) => tasks(this.pool, selector, include, range);
  videoDocument = (selector: TaskSelector, include: Include, seq: number) =>
    videoDocument(this.pool, selector, include, seq);
  keyFrames = (track: VideoTrack, include: Include, range: SeqRange) => keyFrames(this.pool, track, include, range);

  async ontology(projectId: string, snapshot: Snapshot): Promise<CategorySchemaJson> {
    const { rows } = await this.pool.query<{ schema: CategorySchemaJson }>(
      `select category_schema as schema from annotation_store.project_ontologies
       where project_id = $1 and ${visibleAt('xid', snapshot.text)} order by rev desc limit 1`,
      [projectId],
    );
    if (!rows[0]) throw notFound('There was no such project at the snapshot.', { field: 'project', value: projectId });
    return rows[0].schema;
  }

  async *issues(projectId: string, snapshot: Snapshot): AsyncGenerator<IssueRow> {
    const sql = `select i.id, r.document::text from (
        select id, seq from annotation_store.issues where project_id = ${text(projectId)} order by seq offset 0) i
      cross join lateral (
        select r.deleted, r.document from annotation_store.issue_revisions r
        where r.issue_id = i.id and ${visibleAt('r.xid', snapshot.text)} order by r.rev desc limit 1) r
      where not r.deleted`;
    for await (const [id, document] of streamCopy(this.pool, sql)) {
      yield { issueId: textOf(id), document: document as Buffer };
    }
  }
}
