import { connectBus, createBus } from '@hub/event-bus';
import { createService, loadSettings, runProgram } from '@hub/service-defaults';
import { exportApi } from './export-api.module.js';

async function main(): Promise<void> {
  const settings = loadSettings(exportApi.settings);
  const bus = createBus(settings);
  const app = await createService(exportApi.module(settings, bus), {
    name: exportApi.name,
    logLevel: settings.LOG_LEVEL,
    bodyLimit: exportApi.bodyLimit,
  });
  await connectBus(app, bus, exportApi.name, exportApi.consumes);
  await app.listen(settings.PORT);
}

runProgram(main);
