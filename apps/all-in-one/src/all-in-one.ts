import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@hub/embedded-postgres';
import { createBus, busSettings, EmbeddedBus } from '@hub/event-bus';
import { exportApi } from '@hub/export-api';
import { exportBuilder } from '@hub/export-builder';
import { hubApi } from '@hub/hub-api';
import { notifier } from '@hub/notifier';
import { pluginConverter } from '@hub/plugin-converter';
import { loadSettings } from '@hub/service-defaults';
import { storageRouter } from '@hub/storage-router';
import type { AllInOneSettings } from './all-in-one.config.js';
import { assertPortFree, EdgeServer } from './edge/edge-server.js';
import { ownedPaths } from './edge/routes.js';
import { DevMailbox } from './mailbox/dev-mailbox.js';
import { DataFolder } from './start/data-folder.js';
import { embeddedSettings, publicUrl } from './start/embedded-settings.js';
import type { DemoDocument } from './start/greeting.js';
import { startService } from './start/start-services.js';

/** The demo data that lies in the repository. */
const demoFolder = join(__dirname, '..', '..', '..', 'demo');

export interface RunningHub {
  readonly demo: DemoDocument;
  readonly demoFile: string;
  /** Ends in the order that loses nothing: door, consumers, relay, database. */
  stop(): Promise<void>;
}

/** The whole system in one process and on one port: embedded Postgres and bus, folder buckets, dev mailbox. */
export async function startAllInOne(settings: AllInOneSettings): Promise<RunningHub> {
  await assertPortFree(settings.PORT, settings.HOST);
  const folder = new DataFolder(settings.HUB_DATA_DIR);
  const undo: (() => Promise<unknown> | void)[] = [() => folder.release()];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const postgres = await startEmbeddedPostgres({ folder: folder.path, durable: true });
    undo.push(() => postgres.stop());
    const mailbox = new DevMailbox(folder.file('mails'));
    const smtpPort = await mailbox.start();
    undo.push(() => mailbox.stop());

    const environment = embeddedSettings(settings, folder, { databaseUrl: postgres.url, smtpPort });
    for (const service of [hubApi, exportApi, exportBuilder, storageRouter, pluginConverter, notifier])
      await service.migrate(postgres.url);
    await EmbeddedBus.migrate(postgres.url);
    const bus = createBus(loadSettings(busSettings, environment));
    undo.push(() => bus.close());

    // the router listens on a door of its own: the others ask it for links
    const router = await startService(storageRouter, environment, bus);
    undo.push(() => router.close());
    await router.listen(0, '127.0.0.1');
    const withRouter = { ...environment, STORAGE_ROUTER_URL: (await router.getUrl()).replace('[::1]', 'localhost') };
    const servers: Record<string, Server> = {
      'storage-router': router.getHttpServer() as Server,
      mailbox: mailbox.pages,
    };
    for (const service of [exportBuilder, pluginConverter, notifier, exportApi, hubApi]) {
      const app = await startService(service as never, withRouter, bus);
      undo.push(() => app.close());
      servers[service.name] = app.getHttpServer() as Server;
    }

    const demo = await hubApi.seedDemo(postgres.url, {
      demoFolder,
      publicUrl: publicUrl(settings),
      secret: folder.secret('demo'),
    });
    const demoFile = folder.file('demo.json');
    writeFileSync(demoFile, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });

    const edge = new EdgeServer(ownedPaths.map(({ service, path }) => ({ path, target: servers[service] ?? null })));
    await edge.listen(settings.PORT, settings.HOST);
    undo.push(() => edge.close());
    return { demo, demoFile, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
