import { JobRuns } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';

export const buildsTable = 'export_builder.builds';

/** The runs of builds. */
@Injectable()
export class BuildsRepository extends JobRuns {
  constructor() {
    super(buildsTable);
  }
}
