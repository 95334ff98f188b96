import { connectBus, createBus } from '@hub/event-bus';
import { createService, loadSettings, runProgram } from '@hub/service-defaults';
import { exportBuilder } from './export-builder.module.js';

async function main(): Promise<void> {
  const settings = loadSettings(exportBuilder.settings);
  const bus = createBus(settings);
  const app = await createService(exportBuilder.module(settings, bus), {
    name: exportBuilder.name,
    logLevel: settings.LOG_LEVEL,
  });
  await connectBus(app, bus, exportBuilder.name, exportBuilder.consumes);
  await app.listen(settings.PORT);
}

runProgram(main);
