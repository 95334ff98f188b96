import { connectBus, createBus } from '@hub/event-bus';
import { createService, loadSettings, runProgram } from '@hub/service-defaults';
import { pluginConverter } from './plugin-converter.module.js';

async function main(): Promise<void> {
  const settings = loadSettings(pluginConverter.settings);
  const bus = createBus(settings);
  const app = await createService(pluginConverter.module(settings, bus), {
    name: pluginConverter.name,
    logLevel: settings.LOG_LEVEL,
  });
  await connectBus(app, bus, pluginConverter.name, pluginConverter.consumes);
  await app.listen(settings.PORT);
}

runProgram(main);
