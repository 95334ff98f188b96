import { badRequest, conflict, Failure, notFound } from '@hub/failures';
import type { Export } from './export.js';

/** The earlier export a delta may start from. Throws Failure `not-found`, `conflict` or `bad-request` for field `since`. */
export function usableBase(exportId: string, found: Export | null, projectId: string): Export {
  // an export of another project is as unknown here as one that never was
  if (found?.projectId !== projectId) {
    throw notFound(`This project has no export '${exportId.slice(0, 100)}'.`, {
      field: 'since',
      value: exportId,
      expected: 'the id of a completed export of this project',
    });
  }
  if (found.selection.type === 'issue') {
    throw badRequest('Invalid since: that export is one of issues, which are exported whole.', {
      field: 'since',
      value: exportId,
      expected: 'an export of tasks',
    });
  }
  if (found.state !== 'completed' && found.state !== 'expired') {
    throw conflict(`The export in since is ${found.state}: a delta starts from one that was completed.`, {
      field: 'since',
      value: exportId,
      expected: 'a completed or expired export',
    });
  }
  return found;
}

/** The store's word that a moment cannot be read any more, as an answer to who names it. Other errors as they are. */
export function unreadableBase(exportId: string, error: unknown): unknown {
  if (!(error instanceof Failure && error.code === 'snapshot-unreadable')) return error;
  return conflict(
    'The database was restored after the export in since was made, so what changed since cannot be told. Ask for a full export.',
    { field: 'since', value: exportId, expected: 'an export made after the database was restored', cause: error },
  );
}
