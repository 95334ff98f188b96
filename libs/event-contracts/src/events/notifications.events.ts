import { z } from 'zod';
import { defineEvent } from '../define-event.js';

const notification = { exportId: z.string(), userId: z.string(), channel: z.enum(['in-app', 'email']) };
const sample = { exportId: '65f0000000000000000000e1', userId: '65f0000000000000000000c1', channel: 'email' as const };

export const NotificationSent = defineEvent({
  topic: 'notifications',
  type: 'notification.sent.v1',
  summary: 'One person was told through one channel.',
  publishedBy: ['notifier'],
  schema: z.object(notification),
  sample,
});

export const NotificationFailed = defineEvent({
  topic: 'notifications',
  type: 'notification.failed.v1',
  summary: 'A channel refused for good.',
  publishedBy: ['notifier'],
  schema: z.object({ ...notification, reason: z.string() }),
  sample: { ...sample, reason: '550 no such mailbox' },
});
