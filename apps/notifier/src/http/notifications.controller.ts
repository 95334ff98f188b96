import type { Caller } from '@hub/annotation-store';
import { notFound } from '@hub/failures';
import { CurrentCaller } from '@hub/service-defaults';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { NotificationsRepository } from '../persistence/notifications.repository.js';
import { toView, type NotificationView } from './notification.view.js';

class PageQuery extends createZodDto(
  z.object({
    limit: z.coerce.number().int().min(1).max(100).default(20),
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
  }),
) {}

/** One's own notifications, newest first. */
@Controller('api/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsRepository) {}

  @Get()
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: PageQuery,
  ): Promise<{ notifications: NotificationView[]; unread: number }> {
    const page = await this.notifications.page(caller.userId, query.limit, query.before);
    return { notifications: page.notifications.map(toView), unread: page.unread };
  }

  @Post('read-all')
  @HttpCode(200)
  async readAll(@CurrentCaller() caller: Caller): Promise<{ read: number }> {
    return { read: await this.notifications.markRead(caller.userId) };
  }

  @Post(':id/read')
  @HttpCode(200)
  async read(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<NotificationView> {
    const notification = /^\d{1,18}$/.test(id) ? await this.notifications.find(id) : null;
    if (notification?.userId !== caller.userId)
      throw notFound('There is no such notification.', { field: 'id', value: id });
    await this.notifications.markRead(caller.userId, id);
    return toView((await this.notifications.find(id)) ?? notification);
  }
}
