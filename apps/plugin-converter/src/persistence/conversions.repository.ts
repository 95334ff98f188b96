import { JobRuns } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';

export const conversionsTable = 'plugin_converter.conversions';

/** The runs of conversions. */
@Injectable()
export class ConversionsRepository extends JobRuns {
  constructor() {
    super(conversionsTable);
  }
}
