import { loadSettings, runProgram } from '@hub/service-defaults';
import { allInOneSettings } from './all-in-one.config.js';
import { startAllInOne } from './all-in-one.js';
import { greeting } from './start/greeting.js';

async function main(): Promise<void> {
  const settings = loadSettings(allInOneSettings);
  console.log('Starting …');
  const hub = await startAllInOne(settings);
  console.log(greeting(hub.demo, hub.demoFile));
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping …');
    hub.stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(error.message);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

runProgram(main);
