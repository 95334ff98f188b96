import type { Tx } from '@hub/outbox';
import { JobRuns, paceOf, withMark } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ConversionPace } from '../convert/conversion-progress.js';

export const conversionsTable = 'plugin_converter.conversions';

const knownRow = z.object({
  now: z.coerce.number(),
  elapsed: z.coerce.number(),
  marks: z.array(z.object({ at: z.number(), done: z.number() })),
});

/** The runs of conversions, and how fast each is. */
@Injectable()
export class ConversionsRepository extends JobRuns {
  constructor() {
    super(conversionsTable);
  }

  /** A run's time and pace begin with it; how much of it a later one finds done is known at its next slice. */
  override async enter(tx: Tx, exportId: string, attempt: number): Promise<boolean> {
    const entered = await super.enter(tx, exportId, attempt);
    if (entered)
      await tx.manager.query(
        `update ${conversionsTable} set entered_at = clock_timestamp(), marks = case when $2 then json_build_array(
           json_build_object('at', extract(epoch from clock_timestamp()) * 1000, 'done', 0)) else '[]' end
         where export_id = $1`,
        [exportId, attempt === 1],
      );
    return entered;
  }

  /** Keeps how much is done by now, and says how fast that was of late. */
  async pace(tx: Tx, exportId: string, done: number): Promise<ConversionPace> {
    const rows: unknown[] = await tx.manager.query(
      `select extract(epoch from clock_timestamp()) * 1000 as now, marks,
         extract(epoch from clock_timestamp() - entered_at) as elapsed
       from ${conversionsTable} where export_id = $1`,
      [exportId],
    );
    const { now, elapsed, marks } = knownRow.parse(rows[0]);
    const kept = withMark(marks, { at: now, done });
    await tx.manager.query(`update ${conversionsTable} set marks = $2 where export_id = $1`, [
      exportId,
      JSON.stringify(kept),
    ]);
    return { elapsed, perSecond: paceOf(kept) };
  }
}
