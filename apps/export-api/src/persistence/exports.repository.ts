import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { isAnswered, type Export, type ExportChange } from '../exports/export.js';
import { isEnded } from '../exports/export-states.js';
import { endedChannel } from './ended-exports.js';
import { ExportEntity } from './export.entity.js';

@Injectable()
export class ExportsRepository {
  constructor(private readonly database: DataSource) {}

  find(id: string): Promise<Export | null> {
    return this.database.manager.findOneBy(ExportEntity, { id });
  }

  /** Those of the ids that nobody has to wait for any more. */
  async answered(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.manager.find(ExportEntity, {
      select: { id: true, state: true, plugin: true, milestones: true },
      where: { id: In([...ids]) },
    });
    return rows.filter(isAnswered).map(({ id }) => id);
  }

  findByIdempotencyKey(requestedById: string, projectId: string, idempotencyKey: string): Promise<Export | null> {
    return this.database.manager.findOneBy(ExportEntity, { requestedById, projectId, idempotencyKey });
  }

  /** The one that a run of a plugin is to convert. */
  async isOfPlugin(sessionId: string): Promise<boolean> {
    const rows: unknown[] = await this.database.query(
      `select 1 from export_api.exports where plugin->>'sessionId' = $1`,
      [sessionId],
    );
    return rows.length > 0;
  }

  /** False when an export with this idempotency key, or of this run of a plugin, was added meanwhile. */
  async add(manager: EntityManager, added: Export): Promise<boolean> {
    const result = await manager
      .createQueryBuilder()
      .insert()
      .into(ExportEntity)
      .values(added as ExportEntity)
      .orIgnore()
      .returning(['id'])
      .execute();
    return (result.raw as unknown[]).length > 0;
  }

  /** Writes a locked export's new values and gives the export as it is then. Who waits for its end is woken by the commit. */
  async save(manager: EntityManager, current: Export, change: ExportChange): Promise<Export> {
    const changed = { ...change, updatedAt: new Date() };
    await manager.update(ExportEntity, { id: current.id }, changed as Partial<ExportEntity>);
    const saved = { ...current, ...changed };
    if (isAnswered(saved) && (!isAnswered(current) || isEnded(saved.state) !== isEnded(current.state)))
      await manager.query('select pg_notify($1, $2)', [endedChannel, saved.id]);
    return saved;
  }
}
