import { assertConsuming, type Bus } from '@hub/event-bus';
import { databaseModule, migrateServiceDatabase, OutboxModule } from '@hub/outbox';
import { CallerGuard, HealthModule } from '@hub/service-defaults';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { StorageRouterClient } from './clients/storage-router.client.js';
import { MAILER } from './email/mailer.js';
import { NodemailerMailer } from './email/nodemailer.mailer.js';
import { SendDueMails } from './email/send-due-mails.js';
import { ExportCompletedHandler } from './events/export-completed.handler.js';
import { ExportFailedHandler } from './events/export-failed.handler.js';
import { ExportProgressedHandler } from './events/export-progressed.handler.js';
import { ExportRemovedHandler } from './events/export-removed.handler.js';
import { NotificationsController } from './http/notifications.controller.js';
import { NOTIFIER_SETTINGS, notifierSettings, type NotifierSettings } from './notifier.config.js';
import { NotifyExportOutcome } from './notify/notify-export-outcome.js';
import { AccountsModule } from './persistence/accounts.module.js';
import { MailsRepository } from './persistence/mails.repository.js';
import { NotificationsRepository } from './persistence/notifications.repository.js';
import { notifierDatabase } from './persistence/notifier-database.js';
import { LiveChannel } from './realtime/live-channel.js';
import { PeopleGateway } from './realtime/people.gateway.js';

@Module({})
export class NotifierModule {
  static forRoot(settings: NotifierSettings, bus: Bus): DynamicModule {
    const databaseUrl = settings.DATABASE_URL;
    return {
      module: NotifierModule,
      imports: [
        databaseModule(notifierDatabase(databaseUrl)),
        OutboxModule.forRoot({ source: 'notifier', schema: 'notifier', databaseUrl, bus }),
        AccountsModule.forRoot(databaseUrl),
        HealthModule.forRoot({
          inject: [DataSource],
          checks: (database: DataSource) => ({
            database: () => database.query('select 1'),
            bus: () => assertConsuming(bus),
          }),
        }),
      ],
      controllers: [
        NotificationsController,
        ExportCompletedHandler,
        ExportFailedHandler,
        ExportProgressedHandler,
        ExportRemovedHandler,
      ],
      providers: [
        { provide: NOTIFIER_SETTINGS, useValue: settings },
        { provide: APP_GUARD, useClass: CallerGuard },
        { provide: MAILER, useFactory: () => new NodemailerMailer(smtpOf(settings)) },
        { provide: LiveChannel, useFactory: () => new LiveChannel(databaseUrl) },
        {
          provide: StorageRouterClient,
          useFactory: () =>
            new StorageRouterClient({ url: settings.STORAGE_ROUTER_URL, internalToken: settings.INTERNAL_TOKEN }),
        },
        NotificationsRepository,
        MailsRepository,
        NotifyExportOutcome,
        SendDueMails,
        PeopleGateway,
      ],
    };
  }
}

const smtpOf = (settings: NotifierSettings) => ({
  host: settings.SMTP_HOST,
  port: settings.SMTP_PORT,
  tls: settings.SMTP_TLS,
  user: settings.SMTP_USER,
  password: settings.SMTP_PASSWORD,
  from: settings.MAIL_FROM,
});

/** Tells people about their exports: in the app, live and by mail. */
export const notifier = {
  name: 'notifier',
  settings: notifierSettings,
  consumes: ['facts'] as const,
  module: (settings: NotifierSettings, bus: Bus): DynamicModule => NotifierModule.forRoot(settings, bus),
  migrate: (databaseUrl: string): Promise<void> => migrateServiceDatabase(notifierDatabase(databaseUrl)),
};
