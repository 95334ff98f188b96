import { Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan, type EntityManager } from 'typeorm';
import type { Export } from '../exports/export.js';
import { exportStates, isEnded } from '../exports/export-states.js';
import { rootOf } from '../exports/join-export.js';
import { ExportEntity } from './export.entity.js';

const running = exportStates.filter((state) => !isEnded(state));
/** Members read at a time: a selection of tasks can be long. */
const page = 16;

/**
 * Exports that share a build. The row of the root, whose build it is, is the group's lock: whoever changes a member or
 * adds one locks the root first, then the members by id.
 */
@Injectable()
export class ExportGroups {
  constructor(private readonly database: DataSource) {}

  /** Until the transaction ends, no other request with this content is here. */
  async oneAtATime(manager: EntityManager, contentHash: string): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [contentHash]);
  }

  /**
   * The newest export with this content that is completed with all its files in our own bucket, then the newest that runs. When something
   * changed since the newest of a kind, it changed since the older ones too.
   */
  async joinable(projectId: string, contentHash: string, manager = this.database.manager): Promise<Export[]> {
    const newest = () =>
      manager
        .createQueryBuilder(ExportEntity, 'export')
        .where('export.projectId = :projectId and export.contentHash = :contentHash', { projectId, contentHash })
        .orderBy('export.requestedAt', 'DESC')
        .limit(1);
    const whole = await newest()
      .andWhere(`export.state = 'completed' and export.destination is null`)
      .andWhere(`not jsonb_path_exists(export.artifacts, '$[*] ? (@.expiredAt != null)')`)
      .getOne();
    const underWay = await newest().andWhere('export.state in (:...running)', { running }).getOne();
    return [whole, underWay].filter((found) => found !== null);
  }

  /** Locks the group of an export and the export itself, and gives it as it is now; null when there is none. */
  async lockMember(manager: EntityManager, id: string): Promise<Export | null> {
    for (;;) {
      const seen = await manager.findOne(ExportEntity, { select: { id: true, joinedTo: true }, where: { id } });
      if (!seen) return null;
      await this.lock(manager, rootOf(seen));
      const member = await manager.findOne(ExportEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      // it may have left for a build of its own while we waited
      if (!member || rootOf(member) === rootOf(seen)) return member;
    }
  }

  /** Locks a group by the id of its root; false when there is no such export. */
  async lock(manager: EntityManager, rootId: string): Promise<boolean> {
    const root = await manager.findOne(ExportEntity, {
      select: { id: true },
      where: { id: rootId },
      lock: { mode: 'pessimistic_write' },
    });
    return root !== null;
  }

  /** The members of a locked group, the root first; `running` leaves out those that ended. */
  async *members(manager: EntityManager, rootId: string, which: 'running' | 'all'): AsyncGenerator<Export> {
    const states = which === 'running' ? { state: In(running) } : {};
    const lock = { mode: 'pessimistic_write' } as const;
    const root = await manager.findOne(ExportEntity, { where: { id: rootId, ...states }, lock });
    if (root) yield root;
    let last = '';
    for (;;) {
      const where = { joinedTo: rootId, id: MoreThan(last), ...states };
      const members = await manager.find(ExportEntity, { where, order: { id: 'ASC' }, take: page, lock });
      yield* members;
      if (members.length < page) return;
      last = members.at(-1)!.id;
    }
  }

  /** Whether the one whose build a locked group shares was cancelled, and nobody else waits for it any more. */
  async isAbandoned(manager: EntityManager, rootId: string): Promise<boolean> {
    const member = manager
      .createQueryBuilder(ExportEntity, 'member')
      .where('member.joinedTo = root.id and member.state in (:...running)', { running });
    return manager
      .createQueryBuilder(ExportEntity, 'root')
      .where(`root.id = :rootId and root.state = 'cancelled'`, { rootId })
      .andWhere(`not exists (${member.getQuery()})`, member.getParameters())
      .getExists();
  }
}
