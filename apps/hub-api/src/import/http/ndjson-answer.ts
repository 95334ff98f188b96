import { describe } from '@hub/service-defaults';
import { asFailure } from '@hub/failures';
import type { Response } from 'express';
import type { ImportProgress, ImportReport, ImportSummary, SetAside } from '../import-tally.js';

/** Milliseconds between two progress lines. */
const progressEvery = 200;

/** Tells how an import goes, a line at a time, while the body may still be coming in. */
export class NdjsonAnswer implements ImportReport {
  private toldAt = 0;

  constructor(private readonly response: Response) {}

  setAside(item: SetAside): void {
    this.line({ type: 'set-aside', ...item });
  }

  progress(state: ImportProgress): void {
    if (Date.now() - this.toldAt < progressEvery) return;
    this.toldAt = Date.now();
    this.line({ type: 'progress', ...state });
  }

  /** The last line. An import that fails before its first line is an ordinary error. */
  async finish(work: Promise<ImportSummary>): Promise<void> {
    try {
      this.line({ type: 'summary', ...(await work) });
    } catch (error) {
      if (!this.response.headersSent) throw error;
      const { body } = describe(asFailure(error));
      this.line({ type: 'error', ...body });
    }
    this.response.end();
  }

  private line(value: object): void {
    if (!this.response.headersSent) this.response.status(200).type('application/x-ndjson');
    this.response.write(`${JSON.stringify(value)}\n`);
  }
}
