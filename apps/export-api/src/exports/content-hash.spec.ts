import fc from 'fast-check';
import { sampleExport } from '../testing/sample-export.js';
import { contentHash } from './content-hash.js';
import type { Export } from './export.js';

const { snapshot } = sampleExport();
const one = sampleExport();
const choosing = (change: Partial<Export['selection']>): Export => ({
  ...one,
  selection: { ...one.selection, ...change },
});
/** Each of these changes what is in the file, its name or its place. */
const others: Record<string, Export> = {
  'the project': { ...one, projectId: 'p2' },
  "the project's name": { ...one, projectName: 'Other' },
  'the converter': { ...one, converter: 'coco' },
  'the policy': { ...one, quarantine: { policy: 'fail' } },
  'a limit': { ...one, quarantine: { policy: 'fail-above', limit: 1 } },
  'another limit': { ...one, quarantine: { policy: 'fail-above', limit: 2 } },
  'a base': { ...one, since: { exportId: 'e2', snapshot } },
  'another base': { ...one, since: { exportId: 'e3', snapshot } },
  'a destination': { ...one, destination: { storageId: 's1', bucket: 'theirs', path: '' } },
  'another storage': { ...one, destination: { storageId: 's2', bucket: 'theirs', path: '' } },
  'another bucket': { ...one, destination: { storageId: 's1', bucket: 'other', path: '' } },
  'another folder': { ...one, destination: { storageId: 's1', bucket: 'theirs', path: 'exports' } },
  type: choosing({ type: 'issue' }),
  format: choosing({ format: 'json' }),
  'line feed': choosing({ finalLineFeed: true }),
  'no stage': choosing({ stageIds: undefined }),
  'another stage': choosing({ stageIds: ['Label'] }),
  'two stages': choosing({ stageIds: ['Complete', 'Label'] }),
  batches: choosing({ batchIds: ['Complete'] }),
  tasks: choosing({ taskIds: ['Complete'] }),
  'task types': choosing({ taskTypes: ['default'] }),
  'updated after': choosing({ updatedAt: { after: '2024-05-01T00:00:00Z' } }),
  'updated before': choosing({ updatedAt: { before: '2024-05-01T00:00:00Z' } }),
  'created after': choosing({ createdAt: { after: '2024-05-01T00:00:00Z' } }),
  ...Object.fromEntries(
    (['metadata', 'history', 'onlyKeyFrames', 'idleBlur'] as const).map((toggle) => [
      toggle,
      choosing({ include: { ...one.selection.include, [toggle]: !one.selection.include[toggle] } }),
    ]),
  ),
};

it('differs with everything that decides what is in the file, and where it goes', () => {
  const hashes = [one, ...Object.values(others)].map(contentHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

it('is the same whoever asks, when, for whom and in which order', () => {
  const lists = fc.uniqueArray(fc.string(), { maxLength: 5 });
  fc.assert(
    fc.property(lists, lists, fc.nat(), (stageIds, taskIds, turn) => {
      const turned = (list: readonly string[]) => [...list.slice(turn % 5), ...list.slice(0, turn % 5)];
      const asked = choosing({ stageIds, taskIds });
      const again = { ...choosing({ stageIds: [...turned(stageIds), ...stageIds], taskIds: turned(taskIds) }) };
      const meta = {
        id: 'x',
        requestedById: 'y',
        sendEmail: true,
        notify: false,
        requestedAt: new Date(0),
        attempt: 3,
      };
      expect(contentHash({ ...again, ...meta })).toBe(contentHash(asked));
    }),
  );
  expect(contentHash(choosing({ updatedAt: {} }))).toBe(contentHash(one));
});
