import type { Tx } from '@hub/outbox';
import { JobRuns } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { BuildDone } from '../build/progress.js';

export const buildsTable = 'export_builder.builds';
const doneRow = z.object({ tasks: z.coerce.number(), bytes: z.coerce.number(), slices: z.coerce.number() });

/** The runs of builds, and how far they are. */
@Injectable()
export class BuildsRepository extends JobRuns {
  constructor() {
    super(buildsTable);
  }

  /** Sums over the checkpoints of a build. */
  async done(tx: Tx, exportId: string): Promise<BuildDone> {
    const rows: unknown[] = await tx.manager.query(
      `select count(*) as slices, coalesce(sum((result->>'plainBytes')::bigint), 0) as bytes,
         coalesce(sum((input->>'tasks')::bigint), 0) as tasks
       from export_builder.job_slices where job_id = $1 and json_typeof(result) = 'object'`,
      [exportId],
    );
    return doneRow.parse(rows[0]);
  }
}
