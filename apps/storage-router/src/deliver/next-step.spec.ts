import type { Delivery, DeliveryRequest, DeliveryState } from './delivery.js';
import { nextStep } from './next-step.js';

const request = (attempt: number, descriptor = 'd1'): DeliveryRequest => ({
  exportId: 'e1',
  kind: 'original',
  attempt,
  organizationId: 'o1',
  projectId: 'p1',
  projectName: 'Street scenes',
  format: 'json',
  converter: null,
  archive: {
    descriptor: { key: descriptor, bytes: 1 },
    fileName: 'a.zip',
    bytes: 1,
    reconciliation: { selected: 0, exported: 0, quarantined: 0, empty: 0 },
    annotations: 0,
  },
});
const known = (state: DeliveryState, bytes = 10): Delivery => ({
  exportId: 'e1',
  kind: 'original',
  state,
  attempt: 2,
  run: 1,
  restarts: 0,
  request: request(2),
  fileName: 'a.zip',
  storageId: null,
  bucket: 'exports',
  key: 'p1/exports/e1/a.zip',
  bytes,
  sha256: null,
  startedAt: new Date(0),
  progressedAt: new Date(0),
  marks: [],
  endedAt: null,
  clearedAt: null,
});

describe('nextStep', () => {
  it('begins what is not known', () => expect(nextStep(null, request(1), false)).toBe('begin'));
  it('does nothing for a cancelled export', () => expect(nextStep(null, request(1), true)).toBe('nothing'));

  it.each<DeliveryState>(['delivering', 'delivered', 'failed', 'cancelled', 'expired'])(
    'does nothing for a repeat or an older attempt while %s',
    (state) => {
      expect([1, 2].map((attempt) => nextStep(known(state), request(attempt), false))).toEqual(['nothing', 'nothing']);
    },
  );

  it.each<[DeliveryState, string]>([
    ['delivering', 'adopt'],
    ['delivered', 'announce'],
    ['failed', 'resume'],
    ['cancelled', 'begin'],
    ['expired', 'begin'],
  ])('%s: a newer attempt means %s', (state, step) => expect(nextStep(known(state), request(3), false)).toBe(step));

  it('begins anew where another destination is wanted, also while it runs', () => {
    const elsewhere = { ...request(3), destination: { storageId: 's1', bucket: 'b', path: '' } };
    for (const state of ['failed', 'delivering'] as const)
      expect(nextStep(known(state), elsewhere, false)).toBe('begin');
    expect(nextStep(known('delivered'), elsewhere, false)).toBe('announce');
  });

  it('begins anew when the archive is another one, or was never read', () => {
    expect(nextStep(known('failed'), request(3, 'd2'), false)).toBe('begin');
    expect(nextStep(known('failed', 0), request(3), false)).toBe('begin');
  });
});
