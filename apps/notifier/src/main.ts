import { connectBus, createBus } from '@hub/event-bus';
import { createService, loadSettings, runProgram } from '@hub/service-defaults';
import { notifier } from './notifier.module.js';

async function main(): Promise<void> {
  const settings = loadSettings(notifier.settings);
  const bus = createBus(settings);
  const app = await createService(notifier.module(settings, bus), {
    name: notifier.name,
    logLevel: settings.LOG_LEVEL,
  });
  await connectBus(app, bus, notifier.name, notifier.consumes);
  await app.listen(settings.PORT);
}

runProgram(main);
