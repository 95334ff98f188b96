import fc from 'fast-check';
import { sampleExport, StepNews } from '../testing/sample-export.js';
import type { Export, Milestone } from './export.js';
import { exportStates, transitions, type ExportState } from './export-states.js';
import {
  onArchiveBuilt,
  onArchiveConverted,
  onArtifactDelivered,
  onArtifactExpired,
  onBuildStarted,
  onProgressed,
  onStepFailed,
  type Decision,
} from './step-decisions.js';

type Step = (current: Export) => Decision | null;
const steps = (about: Export, attempt = 1): Record<string, Step> => {
  const { outgoing: news } = new StepNews(about, attempt);
  return {
    'build-started': (e) => onBuildStarted(e, news.buildStarted().parsed),
    'archive-built': (e) => onArchiveBuilt(e, news.archiveBuilt().parsed),
    'original-delivered': (e) => onArtifactDelivered(e, news.delivered('original').parsed),
    'archive-converted': (e) => onArchiveConverted(e, news.archiveConverted().parsed),
    'converted-delivered': (e) => onArtifactDelivered(e, news.delivered('converted').parsed),
    'step-failed': (e) => onStepFailed(e, news.failed().parsed),
    'original-expired': (e) => onArtifactExpired(e, news.expired('original').parsed),
  };
};
const apply = (current: Export, decision: Decision | null): Export => ({ ...current, ...decision?.change });

/** The milestones and artifacts that an export in this state has. */
const past: Record<ExportState, Milestone[]> = {
  requested: [],
  building: ['build-started'],
  delivering: ['build-started', 'archive-built'],
  converting: ['build-started', 'archive-built', 'original-delivered'],
  completed: ['build-started', 'archive-built', 'original-delivered'],
  failed: ['build-started'],
  cancelled: ['build-started'],
  expired: ['build-started', 'archive-built', 'original-delivered'],
};
function inState(state: ExportState, converter: Export['converter']): Export {
  const artifact = {
    ...new StepNews(sampleExport()).outgoing.delivered('original').parsed.data.artifact,
    deliveredAt: '2026-11-24T10:00:01.000Z',
    expiredAt: null,
  };
  const artifacts = past[state].includes('original-delivered')
    ? [{ ...artifact, expiredAt: state === 'expired' ? '2026-12-24T10:00:00.000Z' : null }]
    : [];
  return sampleExport({ state, converter, milestones: past[state], artifacts });
}

describe('what an event does in each state', () => {
  // '·' nothing at all, '+' noted without a change of state
  const columns = [
    'build-started',
    'archive-built',
    'original-delivered',
    'archive-converted',
    'converted-delivered',
    'step-failed',
    'original-expired',
  ];
  const plain: Record<string, string[]> = {
    requested: ['building', 'delivering', 'completed', '·', '·', 'failed', '·'],
    building: ['·', 'delivering', 'completed', '·', '·', 'failed', '·'],
    delivering: ['·', '·', 'completed', '·', '·', 'failed', '·'],
    completed: ['·', '·', '·', '·', '·', '·', 'expired'],
    failed: ['·', '·', '·', '·', '·', '·', '·'],
    cancelled: ['·', '·', '·', '·', '·', '·', '·'],
    expired: ['·', '·', '·', '·', '·', '·', '·'],
  };
  const converted: Record<string, string[]> = {
    requested: ['building', 'delivering', 'converting', 'delivering', '+', 'failed', '·'],
    building: ['·', 'delivering', 'converting', 'delivering', '+', 'failed', '·'],
    delivering: ['·', '·', 'converting', '+', '+', 'failed', '·'],
    converting: ['·', '·', '·', 'delivering', 'completed', 'failed', '+'],
    failed: ['·', '·', '·', '·', '·', '·', '·'],
    cancelled: ['·', '·', '·', '·', '·', '·', '·'],
  };
  const cases = Object.entries({ plain, converted }).flatMap(([table, rows]) =>
    Object.entries(rows).flatMap(([state, cells]) =>
      columns.map((event, i) => [table, state, event, cells[i]!] as const),
    ),
  );

  it.each(cases)('%s: %s, %s → %s', (table, state, event, expected) => {
    const current = inState(state as ExportState, table === 'converted' ? 'coco' : null);
    const decision = steps(current)[event]!(current);
    const outcome = decision === null ? '·' : (decision.change.state ?? '+');
    expect(outcome).toBe(expected);
    const announced = ['completed', 'failed', 'expired'].includes(outcome) ? outcome : undefined;
    expect(decision?.announce).toBe(announced);
  });

  it.each(exportStates)('%s: news of an earlier attempt does nothing', (state) => {
    const current = { ...inState(state, 'coco'), attempt: 2, milestones: [], artifacts: [] };
    for (const step of Object.values(steps(current, 1))) expect(step(current)).toBeNull();
  });
});

describe('any order of news', () => {
  const names = ['build-started', 'archive-built', 'original-delivered', 'archive-converted', 'converted-delivered'];
  const orders = fc.shuffledSubarray([...names, ...names], { minLength: 10 });

  it('ends a converted export as completed, once, by legal moves only', () => {
    fc.assert(
      fc.property(orders, (order) => {
        let current = sampleExport({ converter: 'coco' });
        let announced = 0;
        for (const name of order) {
          const before = current.state;
          const decision = steps(current)[name]!(current);
          current = apply(current, decision);
          announced += decision?.announce ? 1 : 0;
          if (current.state !== before) expect(Object.values(transitions[before])).toContain(current.state);
          expect(current.state === 'completed').toBe(current.artifacts.length === 2);
        }
        expect([current.state, announced]).toEqual(['completed', 1]);
        expect(current.artifacts.map(({ kind }) => kind)).toEqual(['original', 'converted']);
        expect(current.reconciliation).toEqual({ selected: 3, exported: 2, quarantined: 0, empty: 1 });
      }),
    );
  });

  it('changes nothing after a cancellation', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const current = sampleExport({ converter: 'coco', state: 'cancelled' });
        for (const name of order) expect(steps(current)[name]!(current)).toBeNull();
      }),
    );
  });
});

describe('a retry', () => {
  it('waits for the artifacts of its own attempt, and keeps those it had', () => {
    const first = inState('converting', 'coco');
    const retried: Export = { ...first, state: 'requested', attempt: 2, milestones: [] };
    const late = onArtifactDelivered(retried, new StepNews(retried, 1).outgoing.delivered('converted').parsed);
    expect(late).toBeNull();
    const again = apply(
      retried,
      onArtifactDelivered(retried, new StepNews(retried, 2).outgoing.delivered('original').parsed),
    );
    expect(again.state).toBe('converting');
    expect(again.artifacts).toHaveLength(1);
    const done = apply(
      again,
      onArtifactDelivered(again, new StepNews(again, 2).outgoing.delivered('converted').parsed),
    );
    expect(done.state).toBe('completed');
  });
});

describe('expiry', () => {
  it('comes when the last artifact is gone', () => {
    const { outgoing: news } = new StepNews(sampleExport());
    const [original, converted] = (['original', 'converted'] as const).map((kind) => ({
      ...news.delivered(kind).parsed.data.artifact,
      deliveredAt: '2026-11-24T10:00:01.000Z',
      expiredAt: null,
    }));
    const both = sampleExport({ state: 'completed', converter: 'coco', artifacts: [original!, converted!] });
    const one = onArtifactExpired(both, news.expired('original').parsed);
    expect(one?.announce).toBeUndefined();
    const rest = apply(both, one);
    expect(rest.state).toBe('completed');
    expect(onArtifactExpired(rest, news.expired('converted').parsed)).toMatchObject({
      change: { state: 'expired' },
      announce: 'expired',
    });
  });
});

describe('progress', () => {
  const building = sampleExport({ state: 'building' });
  const at = (event: ReturnType<StepNews['outgoing']['progressed']>['parsed'], ms: number) => ({
    ...event,
    time: new Date(1_800_000_000_000 + ms).toISOString(),
  });
  const { outgoing: news } = new StepNews(building);

  it('is of the step that works, else it is late', () => {
    expect(onProgressed(building, news.progressed('build', 10).parsed)?.change.progress).toMatchObject({
      step: 'build',
      done: { tasks: 10 },
      remaining: 90,
    });
    expect(onProgressed(building, news.progressed('deliver', 10).parsed)).toBeNull();
    expect(onProgressed({ ...building, state: 'delivering' }, news.progressed('build', 10).parsed)).toBeNull();
    expect(onProgressed({ ...building, state: 'cancelled' }, news.progressed('build', 10).parsed)).toBeNull();
  });

  it('is written at most twice a second, the last one always, and never backwards', () => {
    const shown = apply(building, onProgressed(building, at(news.progressed('build', 10).parsed, 0)));
    expect(onProgressed(shown, at(news.progressed('build', 20).parsed, 499))).toBeNull();
    expect(onProgressed(shown, at(news.progressed('build', 20).parsed, 500))).not.toBeNull();
    expect(onProgressed(shown, at(news.progressed('build', 100).parsed, 10))).not.toBeNull();
    expect(onProgressed(shown, at(news.progressed('build', 100).parsed, -10))).toBeNull();
  });
});
