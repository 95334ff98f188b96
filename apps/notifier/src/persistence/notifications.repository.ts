import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, LessThan, MoreThan, type EntityManager } from 'typeorm';
import { Notification } from './notification.entity.js';

export type NewNotification = Pick<
  Notification,
  'exportId' | 'userId' | 'kind' | 'projectId' | 'projectName' | 'title' | 'message'
>;

@Injectable()
export class NotificationsRepository {
  constructor(private readonly database: DataSource) {}

  /** Null when this person was told of this outcome before. */
  async add(manager: EntityManager, notification: NewNotification): Promise<Notification | null> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(Notification)
      .values(notification)
      .orIgnore()
      .returning(['id'])
      .execute();
    const id = (inserted.raw as { id: string }[])[0]?.id;
    return id ? manager.findOneByOrFail(Notification, { id }) : null;
  }

  find(id: string): Promise<Notification | null> {
    return this.database.manager.findOneBy(Notification, { id });
  }

  /** Newest first; `before` is the id to go on from. */
  async page(
    userId: string,
    limit: number,
    before?: string,
  ): Promise<{ notifications: Notification[]; unread: number }> {
    const where = before ? { userId, id: LessThan(before) } : { userId };
    const notifications = await this.database.manager.find(Notification, { where, order: { id: 'DESC' }, take: limit });
    return { notifications, unread: await this.database.manager.countBy(Notification, { userId, readAt: IsNull() }) };
  }

  /** Oldest first: what a client missed while it was away. */
  since(userId: string, id: string, limit = 100): Promise<Notification[]> {
    return this.database.manager.find(Notification, {
      where: { userId, id: MoreThan(id) },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  /** Marks one, or all, of a person's notifications as read. Returns how many changed. */
  async markRead(userId: string, id?: string): Promise<number> {
    const result = await this.database.manager.update(
      Notification,
      { userId, readAt: IsNull(), ...(id && { id }) },
      { readAt: () => 'now()' },
    );
    return result.affected ?? 0;
  }

  async forget(manager: EntityManager, exportId: string): Promise<void> {
    await manager.delete(Notification, { exportId });
  }
}
