import type {
  ArtifactKind,
  ConverterName,
  DeliveredArtifact,
  DeltaBase,
  Destination,
  ExportSelection,
  Fidelity,
  PluginRun,
  QuarantinePolicy,
  Reconciliation,
  Snapshot,
  StepFailure,
} from '@hub/event-contracts';
import type { BatchMark } from '../continuous/continuous-delivery.js';
import type { ExportRequest } from './export-request.js';
import { isEnded, type ExportState } from './export-states.js';

/** What is known to have happened in the present attempt, each at most once. */
export type Milestone = 'build-started' | 'archive-built' | 'archive-converted' | `${ArtifactKind}-delivered`;

/** How far the present step is. Seconds, and per second of late; null while unknown. */
export interface Progress {
  readonly step: 'build' | 'deliver' | 'convert';
  readonly done: { readonly tasks: number; readonly bytes: number };
  readonly total: { readonly tasks: number; readonly bytes: number };
  readonly elapsed: number;
  readonly remaining: number | null;
  /** Absent in rows of before. */
  readonly rate?: { readonly tasks: number; readonly bytes: number } | null;
  /** ISO time of the news. */
  readonly at: string;
}

/** An artifact at its destination. `expiredAt` is set when its bytes were removed. */
export interface ExportArtifact extends DeliveredArtifact {
  readonly deliveredAt: string;
  readonly expiredAt: string | null;
}

/** What was asked for, as it was asked; long task lists are only counted (the ids are in the selection). */
export interface RequestEcho extends Omit<ExportRequest, 'tasks' | 'finalLineFeed'> {
  readonly selectedTasks: number | null;
  /** Of a delta: the export it starts from. */
  readonly since?: string;
  /** Of a batch of a continuous delivery. */
  readonly continuous?: BatchMark;
}

export interface Export {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly requestedById: string;
  readonly requestedByEmail: string;
  readonly requestedAt: Date;
  readonly format: ExportSelection['format'];
  readonly request: RequestEcho;
  readonly selection: ExportSelection;
  readonly converter: ConverterName | null;
  /** Set where an external plugin asked, and converts. */
  readonly plugin: PluginRun | null;
  /** What the file shows: of a joined export, the moment of the build it shares. */
  readonly snapshot: Snapshot;
  readonly quarantine: QuarantinePolicy;
  /** Set for a delta. */
  readonly since: DeltaBase | null;
  /** Where the project wanted its files when they were asked for; null: the default bucket. */
  readonly destination: Destination | null;
  /** SHA-256 of everything that decides what is in the file, but the moment. Null in rows of before joining. */
  readonly contentHash: string | null;
  /** The export whose build this one shares; null: it has its own. Its own times say nothing about a build. */
  readonly joinedTo: string | null;
  readonly sendEmail: boolean;
  readonly notify: boolean;
  readonly idempotencyKey: string | null;
  /** SHA-256 of the request that came with the idempotency key. */
  readonly requestHash: string;
  readonly state: ExportState;
  readonly attempt: number;
  readonly milestones: readonly Milestone[];
  readonly progress: Progress | null;
  readonly artifacts: readonly ExportArtifact[];
  readonly reconciliation: Reconciliation | null;
  /** What the conversion could not keep; null where nobody told. */
  readonly fidelity: Fidelity | null;
  /** Of the data file, before compression; null while nobody told. */
  readonly plainBytes: number | null;
  readonly failure: StepFailure | null;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
}

/** What may change after the request. */
export type ExportChange = Partial<
  Pick<
    Export,
    | 'joinedTo'
    | 'destination'
    | 'state'
    | 'attempt'
    | 'milestones'
    | 'progress'
    | 'artifacts'
    | 'reconciliation'
    | 'fidelity'
    | 'plainBytes'
    | 'failure'
    | 'endedAt'
  >
>;

/** The artifacts this export has to have before it is complete. */
export const awaitedArtifacts = ({
  converter,
  plugin,
}: Pick<Export, 'converter' | 'plugin'>): readonly ArtifactKind[] =>
  converter || plugin ? ['original', 'converted'] : ['original'];

/** A program that waits for the file has its answer: it ended, or a plugin has what it shall convert. */
export const isAnswered = ({ state, plugin, milestones }: Pick<Export, 'state' | 'plugin' | 'milestones'>): boolean =>
  isEnded(state) || (plugin !== null && milestones.includes('original-delivered'));
