import type { StepFailure } from '@hub/event-contracts';
import fc from 'fast-check';
import { exportStates } from '../exports/export-states.js';
import type { Export } from '../exports/export.js';
import { sampleExport } from '../testing/sample-export.js';
import type { ContinuousDelivery } from './continuous-delivery.js';
import { mostTries, nextStep } from './next-step.js';

const at = new Date('2026-11-24T10:00:00.000Z');
const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);
const batchOf = (state: Export['state'], failure: Partial<StepFailure> = {}): Export =>
  sampleExport({
    state,
    endedAt: at,
    failure:
      state === 'failed'
        ? { step: 'deliver', code: 'slow-down', fault: 'transient', retryable: true, message: 'Slow down.', ...failure }
        : null,
  });
const delivery = (change: Partial<ContinuousDelivery> = {}) => {
  const { selection, format, converter, quarantine, request } = sampleExport();
  const asked = { format, converter, quarantine, include: request.include };
  const settings = { ...asked, everySeconds: 60, tasks: null, path: null, sendEmail: false, notify: false };
  return { enabled: true, underWay: true, batches: 4, tries: 0, resume: false, selection, settings, ...change };
};

it('looks what waits when no batch is under way', () => {
  expect(nextStep(delivery({ underWay: false }), batchOf('completed'), at)).toEqual({ kind: 'look' });
  expect(nextStep(delivery({ underWay: false }), null, at)).toEqual({ kind: 'look' });
});

it.each(['requested', 'building', 'delivering', 'converting'] as const)('awaits one that is %s', (state) => {
  expect(nextStep(delivery(), batchOf(state), at)).toEqual({ kind: 'await' });
});

it.each(['completed', 'expired'] as const)('goes on from one that is %s', (state) => {
  const batch = batchOf(state);
  const base = { exportId: batch.id, snapshot: batch.snapshot, selection: batch.selection };
  expect(nextStep(delivery(), batch, at)).toEqual({ kind: 'advance', base });
});

it('gives up one that was cancelled or is no longer there', () => {
  expect(nextStep(delivery(), batchOf('cancelled'), at)).toEqual({ kind: 'give-up' });
  expect(nextStep(delivery(), null, at)).toEqual({ kind: 'give-up' });
});

it('tries again after pauses that double up to an hour, and then stands still', () => {
  for (let tries = 0; tries < mostTries; tries++) {
    const pause = Math.min(3600, 60 * 2 ** tries);
    const step = (seconds: number) => nextStep(delivery({ tries }), batchOf('failed'), later(seconds));
    expect(step(pause - 1)).toEqual({ kind: 'retry-later', at: later(pause) });
    expect(step(pause)).toEqual({ kind: 'retry' });
  }
  expect(nextStep(delivery({ tries: mostTries }), batchOf('failed'), later(9999))).toMatchObject({
    kind: 'stand-still',
    standstill: { code: 'slow-down', message: 'Batch 5 failed: Slow down.' },
  });
});

it('stands still where a retry cannot help, and says what the store says to do', () => {
  const failure = { retryable: false, remedy: 'Allow s3:PutObject.' };
  expect(nextStep(delivery(), batchOf('failed', failure), later(9999))).toEqual({
    kind: 'stand-still',
    standstill: { code: 'slow-down', message: 'Batch 5 failed: Slow down.', remedy: 'Allow s3:PutObject.' },
  });
});

it('tries nothing again while it is paused, yet takes note of what was delivered', () => {
  const paused = { enabled: false, resume: true };
  expect(nextStep(delivery(paused), batchOf('failed'), later(9999))).toEqual({ kind: 'await' });
  expect(nextStep(delivery(paused), batchOf('completed'), at).kind).toBe('advance');
  expect(nextStep(delivery(paused), batchOf('cancelled'), at).kind).toBe('give-up');
});

describe('when somebody wants a failed one to go on', () => {
  const resumed = (change: Partial<ContinuousDelivery>, failure: Partial<StepFailure> = { retryable: false }) =>
    nextStep(delivery({ resume: true, tries: 99, ...change }), batchOf('failed', failure), at).kind;
  const { settings, selection } = delivery();

  it('tries it again at once', () => {
    expect(resumed({})).toBe('retry');
    expect(resumed({ settings: { ...settings, path: 'x', tasks: 7, notify: true } })).toBe('retry');
  });

  it('makes another one where the same build fails again, or another file is wanted', () => {
    expect(resumed({}, { step: 'build', retryable: false })).toBe('give-up');
    expect(resumed({}, { step: 'build', retryable: true })).toBe('retry');
    expect(resumed({ settings: { ...settings, format: 'split' } })).toBe('give-up');
    expect(resumed({ settings: { ...settings, converter: 'coco' } })).toBe('give-up');
    expect(resumed({ settings: { ...settings, quarantine: { policy: 'fail' } } })).toBe('give-up');
    expect(resumed({ selection: { ...selection, stageIds: ['Label'] } })).toBe('give-up');
    const include = { ...selection.include, history: true };
    expect(resumed({ selection: { ...selection, include } })).toBe('give-up');
  });
});

it('moves the base for delivered batches only, and never on past one that may still be delivered', () => {
  const cases = fc.record({
    state: fc.constantFrom(...exportStates),
    retryable: fc.boolean(),
    step: fc.constantFrom('build' as const, 'deliver' as const, 'convert' as const),
    tries: fc.nat(20),
    resume: fc.boolean(),
    seconds: fc.nat(9999),
  });
  fc.assert(
    fc.property(cases, ({ state, retryable, step, tries, resume, seconds }) => {
      const { kind } = nextStep(delivery({ tries, resume }), batchOf(state, { retryable, step }), later(seconds));
      expect(kind === 'advance').toBe(state === 'completed' || state === 'expired');
      if (kind === 'give-up') expect(['cancelled', 'failed']).toContain(state);
      if (kind === 'give-up' && state === 'failed') expect(resume).toBe(true);
    }),
  );
});
