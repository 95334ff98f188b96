import { setFlagsFromString } from 'node:v8';
import { createService, loadSettings, runProgram } from '@hub/service-defaults';
import { hubApi } from './hub-api.module.js';

// an import makes garbage faster than V8 cares to collect by itself: 255 MiB at their peak instead of 140
setFlagsFromString('--optimize-for-size');

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
