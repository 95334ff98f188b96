import { Injectable } from '@nestjs/common';
import { toView, type ExportView, type ListedExport } from './export-view.js';
import { HistorySettings } from './history-settings.js';

/** Shows exports as they stand at this moment. */
@Injectable()
export class ExportViews {
  constructor(private readonly settings: HistorySettings) {}

  of(one: ListedExport): ExportView {
    return toView(one, this.settings);
  }
}
