import { createService, loadSettings, runProgram } from '@hub/service-defaults';
import { hubApi } from './hub-api.module.js';

async function main(): Promise<void> {
  const settings = loadSettings(hubApi.settings);
  const app = await createService(hubApi.module(settings), {
    name: hubApi.name,
    logLevel: settings.LOG_LEVEL,
    bodyLimit: hubApi.bodyLimit,
    slowUploads: true,
  });
  await app.listen(settings.PORT);
}

runProgram(main);
