import { sampleExport } from '../testing/sample-export.js';
import { toView } from './export-view.js';

const keysOf = (storageId: string | null): (string | null)[] => {
  const location = { storageId, bucket: 'b', key: 'exports/2026-11-24/a.zip' };
  const file = { kind: 'original', fileName: 'a.zip', bytes: 1, sha256: 'ab', location } as const;
  const artifacts = [{ ...file, deliveredAt: '2026-11-24T10:00:00.000Z', expiredAt: null }];
  return toView(sampleExport({ artifacts }), { retryableMs: 0 }).artifacts.map(({ key }) => key);
};

it('names the key of a file in the bucket of a customer, who looks for it there', () => {
  expect(keysOf('s1')).toEqual(['exports/2026-11-24/a.zip']);
});

it('says nothing of our own bucket', () => {
  expect(keysOf(null)).toEqual([null]);
});
