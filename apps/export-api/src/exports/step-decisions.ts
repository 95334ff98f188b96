import type {
  ArchiveBuilt,
  ArchiveConverted,
  ArtifactDelivered,
  ArtifactExpired,
  BuildStarted,
  EventOf,
  ExportProgressed,
  StepFailed,
} from '@hub/event-contracts';
import {
  awaitedArtifacts,
  type Export,
  type ExportArtifact,
  type ExportChange,
  type Milestone,
  type Progress,
} from './export.js';
import { after, isEnded, stepOf, type ExportMove } from './export-states.js';

/** What an event does to an export: its new values, and what the world is told. Null: nothing, it is late or known. */
export interface Decision {
  readonly change: ExportChange;
  readonly announce?: 'completed' | 'failed' | 'expired';
}

/** Progress rows are written at most this often, in milliseconds. */
const progressInterval = 500;

export function onBuildStarted(current: Export, event: EventOf<typeof BuildStarted>): Decision | null {
  if (!isNews(current, 'build-started', event.data.attempt)) return null;
  return reached(current, 'build-started', 'build-started', starting('build', event.data.tasks, 0, event.time));
}

export function onArchiveBuilt(current: Export, event: EventOf<typeof ArchiveBuilt>): Decision | null {
  const { attempt, archive } = event.data;
  if (!isNews(current, 'archive-built', attempt)) return null;
  const decision = reached(
    current,
    'archive-built',
    'archive-built',
    starting('deliver', archive.reconciliation.selected, archive.bytes, event.time),
  );
  const { reconciliation, plainBytes = null } = archive;
  return { change: { ...decision.change, reconciliation, plainBytes } };
}

export function onArchiveConverted(current: Export, event: EventOf<typeof ArchiveConverted>): Decision | null {
  const { attempt, archive } = event.data;
  if (!awaitedArtifacts(current).includes('converted') || !isNews(current, 'archive-converted', attempt)) return null;
  const decision = reached(
    current,
    'archive-converted',
    'archive-converted',
    starting('deliver', archive.reconciliation.selected, archive.bytes, event.time),
  );
  return { change: { ...decision.change, fidelity: event.data.fidelity ?? null } };
}

export function onArtifactDelivered(current: Export, event: EventOf<typeof ArtifactDelivered>): Decision | null {
  const { attempt, archive, artifact } = event.data;
  const milestone: Milestone = `${artifact.kind}-delivered`;
  const awaited = awaitedArtifacts(current);
  if (!awaited.includes(artifact.kind) || !isNews(current, milestone, attempt)) return null;
  const delivered: ExportArtifact = { ...artifact, deliveredAt: event.time, expiredAt: null };
  const artifacts = [...current.artifacts.filter(({ kind }) => kind !== artifact.kind), delivered].sort(
    (a, b) => awaited.indexOf(a.kind) - awaited.indexOf(b.kind),
  );
  const milestones = [...current.milestones, milestone];
  // the sums of the original are the export's: a converter may leave things out, which its own archive reports
  const reconciliation = artifact.kind === 'original' ? archive.reconciliation : current.reconciliation;
  const known = { artifacts, milestones, reconciliation };
  if (awaited.every((kind) => milestones.includes(`${kind}-delivered`))) {
    return {
      change: {
        ...known,
        ...moved(current, 'all-delivered'),
        progress: finished(current.progress),
        failure: null,
        endedAt: new Date(event.time),
      },
      announce: 'completed',
    };
  }
  // the conversion's news may have come first: then the state is ahead already
  const converting = artifact.kind === 'original' && !milestones.includes('archive-converted');
  return { change: { ...known, ...(converting && { ...moved(current, 'original-delivered'), progress: null }) } };
}

export function onProgressed(current: Export, event: EventOf<typeof ExportProgressed>): Decision | null {
  const { step, done, total, elapsed, remaining, rate = null } = event.data;
  if (step !== stepOf[current.state]) return null;
  const last = current.progress;
  const pause = last ? Date.parse(event.time) - Date.parse(last.at) : Infinity;
  // the first news of a step need not wait after its start
  if (last?.step === step && last.elapsed > 0 && pause < (remaining === 0 ? 0 : progressInterval)) return null;
  return { change: { progress: { step, done, total, elapsed, remaining, rate, at: event.time } } };
}

export function onStepFailed(current: Export, event: EventOf<typeof StepFailed>): Decision | null {
  if (isEnded(current.state) || event.data.attempt !== current.attempt) return null;
  return {
    change: { ...moved(current, 'step-failed'), failure: event.data.failure, endedAt: new Date(event.time) },
    announce: 'failed',
  };
}

export function onArtifactExpired(current: Export, event: EventOf<typeof ArtifactExpired>): Decision | null {
  const artifact = current.artifacts.find(({ kind }) => kind === event.data.kind);
  if (!artifact || artifact.expiredAt) return null;
  const artifacts = current.artifacts.map((one) => (one === artifact ? { ...one, expiredAt: event.time } : one));
  const expires = artifacts.every(({ expiredAt }) => expiredAt) && after(current.state, 'expire') !== null;
  return expires
    ? { change: { artifacts, ...moved(current, 'expire') }, announce: 'expired' }
    : { change: { artifacts } };
}

/** News of the run that is on, not heard before. */
const isNews = (current: Export, milestone: Milestone, attempt: number): boolean =>
  !isEnded(current.state) && attempt === current.attempt && !current.milestones.includes(milestone);

/** The milestone is kept in any case; state and progress follow only where the news is not behind them. */
function reached(current: Export, milestone: Milestone, move: ExportMove, progress: Progress): Decision {
  const state = after(current.state, move);
  return { change: { milestones: [...current.milestones, milestone], ...(state && { state, progress }) } };
}

const moved = (current: Export, move: ExportMove): ExportChange => {
  const state = after(current.state, move);
  return state ? { state } : {};
};

const starting = (step: Progress['step'], tasks: number, bytes: number, at: string): Progress => ({
  step,
  done: { tasks: 0, bytes: 0 },
  total: { tasks, bytes },
  elapsed: 0,
  remaining: null,
  rate: null,
  at,
});

const finished = (progress: Progress | null): Progress | null =>
  progress && { ...progress, done: progress.total, remaining: 0, rate: null };
