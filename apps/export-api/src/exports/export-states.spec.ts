import { after, exportMoves, exportStates, isEnded, stepOf, transitions, type ExportState } from './export-states.js';

describe('the states of an export', () => {
  const reachable = (from: ExportState): Set<ExportState> => {
    const seen = new Set<ExportState>([from]);
    for (const state of seen) for (const next of Object.values(transitions[state])) seen.add(next);
    return seen;
  };

  it('are all reached from the request', () => {
    expect([...reachable('requested')].sort()).toEqual([...exportStates].sort());
  });

  it('use every move', () => {
    const used = new Set(Object.values(transitions).flatMap((moves) => Object.keys(moves)));
    expect([...used].sort()).toEqual([...exportMoves].sort());
  });

  it('have no way out of cancelled and expired', () => {
    expect([...reachable('cancelled')]).toEqual(['cancelled']);
    expect([...reachable('expired')]).toEqual(['expired']);
  });

  it('let every running export be completed, fail and be cancelled', () => {
    for (const state of exportStates.filter((one) => !isEnded(one))) {
      expect([after(state, 'all-delivered'), after(state, 'step-failed'), after(state, 'cancel')]).toEqual([
        'completed',
        'failed',
        'cancelled',
      ]);
    }
  });

  it('know who works: nobody once ended', () => {
    for (const state of exportStates) expect(stepOf[state] === null).toBe(isEnded(state));
    expect(exportStates.filter(isEnded)).toEqual(['completed', 'failed', 'cancelled', 'expired']);
  });
});
