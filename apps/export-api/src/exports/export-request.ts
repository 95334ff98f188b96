import type { ConverterName, ExportFormat, ExportSelection, Include, TimeWindow } from '@hub/event-contracts';

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
  readonly sendEmail: boolean;
  readonly notify: boolean;
}
