import { sampleExport } from '../testing/sample-export.js';
import { exportStates, type ExportState } from './export-states.js';
import { cancelled, retried } from './person-decisions.js';

const at = new Date('2026-11-24T10:00:05.000Z');
const running: readonly ExportState[] = ['requested', 'building', 'delivering', 'converting'];

describe('cancel', () => {
  it.each(exportStates)('%s', (state) => {
    const cancel = () => cancelled(sampleExport({ state }), at);
    if (running.includes(state)) expect(cancel()).toEqual({ state: 'cancelled', endedAt: at });
    else
      expect(cancel).toThrow(
        expect.objectContaining({
          code: 'conflict',
          message: `The export is ${state}: only a running one can be cancelled.`,
        }),
      );
  });
});

const elsewhere = { storageId: 's1', bucket: 'theirs', path: 'exports' };

describe('retry', () => {
  it.each(exportStates)('%s', (state) => {
    const failure = { step: 'build', code: 'x', fault: 'hub', retryable: false, message: 'x' } as const;
    const retry = () =>
      retried(sampleExport({ state, failure, attempt: 2, milestones: ['build-started'], endedAt: at }), elsewhere);
    if (state === 'failed')
      expect(retry()).toEqual({
        state: 'requested',
        destination: elsewhere,
        attempt: 3,
        milestones: [],
        progress: null,
        failure: null,
        endedAt: null,
      });
    else expect(retry).toThrow(expect.objectContaining({ code: 'conflict', value: state, expected: 'failed' }));
  });
});

it('a retry of a joined export leaves the files of the build it shared', () => {
  const failure = { step: 'convert', code: 'x', fault: 'hub', retryable: true, message: 'x' } as const;
  const failed = sampleExport({ state: 'failed', failure, endedAt: at, joinedTo: '65f0000000000000000000e0' });
  expect(retried(failed, null)).toMatchObject({ joinedTo: null, attempt: 2, artifacts: [], reconciliation: null });
  // one with a build of its own keeps what was delivered
  expect(retried({ ...failed, joinedTo: null }, null)).not.toHaveProperty('artifacts');
});
