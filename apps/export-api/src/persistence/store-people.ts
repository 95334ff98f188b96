import type { AnnotationStore } from '@hub/annotation-store';
import type { People } from '../exports/people.js';

/** The people of the annotation store, read only. */
export class StorePeople implements People {
  constructor(private readonly store: Pick<AnnotationStore, 'dataSource'>) {}

  async emails(userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.store.dataSource.query<{ id: string; email: string }[]>(
      'select id, email from annotation_store.users where id = any($1)',
      [[...new Set(userIds)]],
    );
    return new Map(rows.map(({ id, email }) => [id, email]));
  }
}
