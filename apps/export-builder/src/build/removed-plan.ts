import { selectorOf, type AnnotationSource } from '@hub/annotation-store';
import type { ExportRequest } from './build-context.js';
import { removedLine } from './removed.js';
import type { SliceInput } from './slice-input.js';

const everything = { from: 0, to: Number.MAX_SAFE_INTEGER };

/**
 * The last slices of a delta's plan: what its base showed and it does not, in lists of about `targetBytes`. Each slice
 * knows how many tasks it has to list, so that none can get lost.
 */
export async function* planRemoved(
  source: Pick<AnnotationSource, 'removed'>,
  request: ExportRequest,
  targetBytes: number,
): AsyncIterable<SliceInput> {
  let from: number | null = null;
  let to = 0;
  let removed = 0;
  let bytes = 0;
  const slice = (first: number): SliceInput => ({
    runs: [{ kind: 'removed', from: first, to }],
    tasks: 0,
    removed,
    bytes,
  });
  for await (const task of source.removed(selectorOf(request), everything)) {
    from ??= task.seq;
    to = task.seq;
    removed++;
    bytes += removedLine(task).length;
    if (bytes < targetBytes) continue;
    yield slice(from);
    from = null;
    removed = 0;
    bytes = 0;
  }
  if (from !== null) yield slice(from);
}
