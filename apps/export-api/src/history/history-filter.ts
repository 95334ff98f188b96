import type { ExportFormat } from '@hub/event-contracts';
import type { ExportState } from '../exports/export-states.js';

/** Which exports of a project; an absent field is no filter. */
export interface HistoryFilter {
  readonly projectId: string;
  readonly state?: ExportState;
  readonly format?: ExportFormat;
  /** User id or e-mail address. */
  readonly requestedBy?: string;
  /** Time of the request, `from` included, `to` excluded. */
  readonly from?: Date;
  readonly to?: Date;
}

/** 1-based. */
export interface HistoryPage {
  readonly page: number;
  readonly limit: number;
}
