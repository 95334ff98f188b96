import type { Include, Snapshot } from '@hub/event-contracts';
import { notFound } from '@hub/failures';
import type { Pool } from 'pg';
import type { AnnotationSource, CategorySchemaJson, SeqRange, TaskSelector, VideoTrack } from './annotation-source.js';
import { untilAborted } from './copy/until-aborted.js';
import { issues, issueTotals } from './issues.js';
import { outline } from './outline.js';
import { removed } from './removed.js';
import { assertReadable, takeSnapshot } from './snapshots.js';
import { visibleAt } from './sql/visible.js';
import { tasks } from './tasks.js';
import { totals } from './totals.js';
import { unchanged } from './unchanged.js';
import { keyFrames, videoDocument } from './video.js';

/** The annotation store as exports read it: single statements over binary COPY, on a pool of their own. */
export class PostgresAnnotationSource implements AnnotationSource {
  constructor(private readonly pool: Pool) {}

  until = (signal: AbortSignal): AnnotationSource => new PostgresAnnotationSource(untilAborted(this.pool, signal));
  takeSnapshot = (): Promise<Snapshot> => takeSnapshot(this.pool);
  assertReadable = (snapshot: Snapshot): Promise<void> => assertReadable(this.pool, snapshot);
  outline = (selector: TaskSelector, include: Include, range?: SeqRange) =>
    outline(this.pool, selector, include, range);
  tasks = (selector: TaskSelector, include: Include, range: SeqRange) => tasks(this.pool, selector, include, range);
  videoDocument = (selector: TaskSelector, include: Include, seq: number) =>
    videoDocument(this.pool, selector, include, seq);
  keyFrames = (track: VideoTrack, include: Include, range: SeqRange) => keyFrames(this.pool, track, include, range);
  removed = (selector: TaskSelector, range: SeqRange) => removed(this.pool, selector, range);
  totals = (selector: TaskSelector, include: Include) => totals(this.pool, selector, include);
  unchanged = (projectId: string, earlier: Snapshot, later: Snapshot) =>
    unchanged(this.pool, projectId, earlier, later);
  issues = (projectId: string, snapshot: Snapshot) => issues(this.pool, projectId, snapshot);
  issueTotals = (projectId: string, snapshot: Snapshot) => issueTotals(this.pool, projectId, snapshot);

  async ontology(projectId: string, snapshot: Snapshot): Promise<CategorySchemaJson> {
    const { rows } = await this.pool.query<{ schema: CategorySchemaJson }>(
      `select category_schema as schema from annotation_store.project_ontologies
       where project_id = $1 and ${visibleAt('xid', snapshot.text)} order by rev desc limit 1`,
      [projectId],
    );
    if (!rows[0]) throw notFound('There was no such project at the snapshot.', { field: 'project', value: projectId });
    return rows[0].schema;
  }
}
