import type { ServiceDatabaseOptions } from '@hub/outbox';
import { Notifier0001 } from './migrations/0001-notifier.js';
import { Notification } from './notification.entity.js';
import { OutgoingMail } from './outgoing-mail.entity.js';

/** The notifier's own Postgres schema. */
export const notifierDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema: 'notifier',
  entities: [Notification, OutgoingMail],
  migrations: [Notifier0001],
});
