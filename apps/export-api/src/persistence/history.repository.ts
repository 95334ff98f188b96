import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { ListedExport } from '../history/export-view.js';
import type { HistoryFilter, HistoryPage } from '../history/history-filter.js';
import { ExportEntity } from './export.entity.js';

/** What the list shows; `selection` and `snapshot` stay away, they can be long. */
const listed = [
  'id',
  'projectId',
  'projectName',
  'state',
  'attempt',
  'joinedTo',
  'requestedById',
  'requestedByEmail',
  'requestedAt',
  'updatedAt',
  'endedAt',
  'request',
  'destination',
  'progress',
  'artifacts',
  'reconciliation',
  'plugin',
  'fidelity',
  'failure',
] as const satisfies readonly (keyof ListedExport)[];

@Injectable()
export class HistoryRepository {
  constructor(private readonly database: DataSource) {}

  /** Newest first. The page's ids and the count come from the index alone, so skipped exports are not read. */
  async page(filter: HistoryFilter, { page, limit }: HistoryPage): Promise<{ exports: ListedExport[]; total: number }> {
    const ids = this.matching(filter)
      .select('match.id')
      .orderBy('match.requestedAt', 'DESC')
      .addOrderBy('match.id', 'DESC')
      .offset((page - 1) * limit)
      .limit(limit);
    const [exports, total] = await Promise.all([
      this.database.manager
        .createQueryBuilder(ExportEntity, 'export')
        .select(listed.map((column) => `export.${column}`))
        .where(`export.id in (${ids.getQuery()})`, ids.getParameters())
        .orderBy('export.requestedAt', 'DESC')
        .addOrderBy('export.id', 'DESC')
        .getMany(),
      this.matching(filter).getCount(),
    ]);
    return { exports, total };
  }

  private matching({
    projectId,
    state,
    format,
    requestedBy,
    from,
    to,
  }: HistoryFilter): SelectQueryBuilder<ExportEntity> {
    const query = this.database.manager
      .createQueryBuilder(ExportEntity, 'match')
      .where('match.projectId = :projectId', { projectId });
    if (state) query.andWhere('match.state = :state', { state });
    if (format) query.andWhere('match.format = :format', { format });
    if (requestedBy)
      query.andWhere('(match.requestedById = :requestedBy or match.requestedByEmail = :requestedBy)', { requestedBy });
    if (from) query.andWhere('match.requestedAt >= :from', { from });
    if (to) query.andWhere('match.requestedAt < :to', { to });
    return query;
  }
}
