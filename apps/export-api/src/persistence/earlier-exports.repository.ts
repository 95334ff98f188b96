import { exportFormatSchema, includeSchema, type ConverterName } from '@hub/event-contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { EarlierExport, RunningExport } from '../preview/estimate-seconds.js';
import type { EarlierSize } from '../preview/estimate-size.js';

const amount = z.number().nonnegative();
const earlierSchema = z.object({
  seconds: amount,
  bytes: amount,
  archiveBytes: amount,
  format: exportFormatSchema,
  include: includeSchema,
});
const runningSchema = z.object({ remaining: z.number().nullable() });

/** The latest say most: machine, builders and code change. */
const latest = 50;
/** More than run at once anywhere; keeps a backlog from being read for each preview. */
const mostRunning = 1000;

/** What earlier and running exports tell of the next one. */
@Injectable()
export class EarlierExportsRepository {
  constructor(private readonly database: DataSource) {}

  /** Newest first; those with the same converter, or without one. */
  async experience(
    projectId: string,
    converter: ConverterName | null,
  ): Promise<{ project: (EarlierExport & EarlierSize)[]; installation: (EarlierExport & EarlierSize)[] }> {
    const [project, installation] = await Promise.all([
      this.database.query<unknown>(measured('and project_id = $2'), [converter, projectId]),
      this.database.query<unknown>(measured(''), [converter]),
    ]);
    return { project: earlierSchema.array().parse(project), installation: earlierSchema.array().parse(installation) };
  }

  /** Builds under way, those that others share counted once. */
  async running(): Promise<RunningExport[]> {
    const rows = await this.database.query<unknown>(
      `select (progress->>'remaining')::float8 as remaining from export_api.exports
       where ended_at is null and joined_to is null order by requested_at limit ${mostRunning}`,
    );
    return runningSchema.array().parse(rows);
  }
}

// `request` has the toggles as `selection` has them, and is short
const measured = (of: string): string => `
  select greatest(0, extract(epoch from ended_at - requested_at))::float8 as seconds, plain_bytes::float8 as bytes,
    (artifacts->0->>'bytes')::float8 as "archiveBytes", format, request->'include' as include
  from export_api.exports
  where plain_bytes is not null and joined_to is null and attempt = 1 and state in ('completed', 'expired')
    and coalesce(converter, '') = coalesce($1, '') and plugin is null ${of}
  order by ended_at desc limit ${latest}`;
