import { selectorOf } from '@hub/annotation-store';
import { exportFormatWriter } from '@hub/formats';
import { Inject, Injectable } from '@nestjs/common';
import { PROJECT_CATALOGUE, type ProjectCatalogue } from '../exports/project-catalogue.js';
import type { PreviewedSelection } from './count-content.js';
import { PREVIEW_SOURCE, type PreviewSource } from './preview-source.js';
import { readIssues, readSample } from './read-sample.js';
import { nothingSampled, type Sample } from './sample.js';
import { sampleSpots, type SampledContent } from './sample-spots.js';
import { isTimeout } from './statement-timeout.js';

/** Milliseconds for reading text: what was read by then has to do. */
const sampleTime = 3_000;

/** Reads a little of what an export would hold. */
@Injectable()
export class TakeSample {
  constructor(
    @Inject(PROJECT_CATALOGUE) private readonly catalogue: ProjectCatalogue,
    @Inject(PREVIEW_SOURCE) private readonly source: PreviewSource,
  ) {}

  /** `content`: what can be written of it. Nothing is sampled where reading takes too long. */
  async execute(chosen: PreviewedSelection, content: SampledContent): Promise<Sample> {
    const format = exportFormatWriter(chosen.selection);
    const end = Date.now() + sampleTime;
    try {
      if (chosen.selection.type === 'issue') return await readIssues(this.source, chosen, format);
      const places = await this.catalogue.taskPlaces(chosen.projectId);
      if (!places) return nothingSampled;
      const selection = { selector: selectorOf(chosen), include: chosen.selection.include, format };
      return await readSample(this.source, selection, sampleSpots(content, places), () => Date.now() > end);
    } catch (error) {
      if (isTimeout(error)) return nothingSampled;
      throw error;
    }
  }
}
