import { connectBus, createBus } from '@hub/event-bus';
import { createService, loadSettings, runProgram } from '@hub/service-defaults';
import { storageRouter } from './storage-router.module.js';

async function main(): Promise<void> {
  const settings = loadSettings(storageRouter.settings);
  const bus = createBus(settings);
  const app = await createService(storageRouter.module(settings, bus), {
    name: storageRouter.name,
    logLevel: settings.LOG_LEVEL,
    bodyLimit: storageRouter.bodyLimit,
    rawPaths: storageRouter.rawPaths,
    slowUploads: true,
  });
  await connectBus(app, bus, storageRouter.name, storageRouter.consumes);
  await app.listen(settings.PORT);
}

runProgram(main);
