import type { RemovedTask } from '@hub/annotation-store';
import fc from 'fast-check';
import { MemoryAnnotationSource, snapshot } from '../testing/memory-annotation-source.js';
import { exportRequest } from '../testing/tasks.js';
import { removedLine } from './removed.js';
import { planRemoved } from './removed-plan.js';

const request = exportRequest({ since: { exportId: 'base', snapshot } });
const gone = (seq: number): RemovedTask => ({
  seq,
  taskId: `t${seq}`,
  assetId: `a${seq}`,
  externalId: `image ${seq}.png`,
  reason: seq % 2 ? 'deleted' : 'not-selected',
});

it('lists every removed task once, in slices of about the asked size', async () => {
  const seqs = fc.uniqueArray(fc.nat(9999), { maxLength: 200 }).map((list) => list.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(seqs, fc.integer({ min: 1, max: 5000 }), async (list, targetBytes) => {
      const source = new MemoryAnnotationSource([], [], list.map(gone));
      const listed: number[] = [];
      for await (const { runs, tasks, removed, bytes } of planRemoved(source, request, targetBytes)) {
        const [run] = runs;
        if (run?.kind !== 'removed') throw new Error('no list');
        const inside = list.filter((seq) => seq >= run.from && seq <= run.to);
        expect({ tasks, removed }).toEqual({ tasks: 0, removed: inside.length });
        expect(bytes).toBe(inside.reduce((sum, seq) => sum + removedLine(gone(seq)).length, 0));
        expect(bytes).toBeLessThan(targetBytes + 200);
        listed.push(...inside);
      }
      expect(listed).toEqual(list);
    }),
  );
});
