import { ArtifactDelivered, stepFailureSchema, type DataOf, type StepFailure } from '@hub/event-contracts';
import { z } from 'zod';

/** `requested` waits for a connection; `completing` has a result that waits for the original. The last three are ends. */
export type SessionState = 'requested' | 'running' | 'completing' | 'completed' | 'failed' | 'cancelled';

/** A file that a plugin uploaded, checked and where it lies in the staging bucket. */
export const resultSchema = z.object({
  fileName: z.string(),
  blob: z.object({
    key: z.string(),
    bytes: z.number().int().nonnegative(),
    crc32: z.number().int(),
    crc32c: z.number().int(),
  }),
  sha256: z.string(),
});
export type PluginResult = z.output<typeof resultSchema>;

/** What the conversion goes on from: the fact that the original is at its destination. */
export const originalSchema = ArtifactDelivered.schema.omit({ artifact: true });
export type Original = Omit<DataOf<typeof ArtifactDelivered>, 'artifact'>;

/** One run of a plugin in a project. */
export interface Session {
  readonly id: string;
  readonly pluginId: string;
  readonly pluginName: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly runById: string;
  readonly runByEmail: string;
  readonly stages: readonly string[];
  readonly batches: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly sendEmail: boolean;
  readonly state: SessionState;
  /** The connection that took it. */
  readonly sid: string | null;
  readonly exportId: string | null;
  readonly attempt: number | null;
  readonly original: Original | null;
  readonly result: PluginResult | null;
  /** As the plugin gave it: an address. */
  readonly response: string | null;
  readonly failure: StepFailure | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export const isOver = ({ state }: Pick<Session, 'state'>): boolean =>
  state === 'completed' || state === 'failed' || state === 'cancelled';

/** A failure of a run, as its export shows it. */
export const runFailure = (
  code: string,
  message: string,
  fault: StepFailure['fault'] = 'plugin',
  remedy?: string,
): StepFailure =>
  stepFailureSchema.parse({ step: 'convert', code, fault, retryable: false, message: message.slice(0, 2000), remedy });
