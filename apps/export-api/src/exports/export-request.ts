import type {
  ConverterName,
  ConverterOptions,
  ExportFormat,
  ExportSelection,
  Include,
  QuarantinePolicy,
  TimeWindow,
} from '@hub/event-contracts';

/** An export as somebody asks for it, from whichever door: stages and batches by id or name. */
export interface ExportRequest {
  readonly type: 'task' | 'issue';
  readonly format: ExportFormat;
  /** NDJSON: a line feed after the last line too. */
  readonly finalLineFeed: boolean;
  /** Absent: stages of type Complete, or no filter where consensus or benchmark tasks are asked for. */
  readonly stages?: readonly string[];
  readonly batches?: readonly string[];
  readonly tasks?: readonly string[];
  readonly taskTypes?: ExportSelection['taskTypes'];
  readonly updatedAt?: TimeWindow;
  readonly createdAt?: TimeWindow;
  readonly include: Include;
  readonly converter: ConverterName | null;
  /** As the converter's schema reads them; absent: its defaults. */
  readonly converterOptions?: ConverterOptions;
  readonly quarantine: QuarantinePolicy;
  /** False: build anew even where the same file exists or is being built. */
  readonly reuse: boolean;
  readonly sendEmail: boolean;
  readonly notify: boolean;
}

/**
 * What changed since an earlier export. What is left out is as that export has it; filters, toggles and type that are
 * given have to be equal to its own.
 */
export interface DeltaRequest extends Omit<ExportRequest, 'type' | 'format' | 'include'> {
  /** Id of the earlier export. */
  readonly since: string;
  readonly type?: ExportRequest['type'];
  readonly format?: ExportFormat;
  readonly include: Partial<Include>;
}

export const setAside: QuarantinePolicy = { policy: 'set-aside' };
