import { Failure } from '@hub/failures';
import { z } from 'zod';
import { loadSettings, SettingsError } from './settings/load-settings.js';

/** Runs the main function of a program. When it fails, the program says why and ends with code 1. */
export function runProgram(main: () => Promise<unknown>): void {
  const running = (async () => main())();
  running.catch((error: unknown) => {
    // what a person can mend is said in one line, anything else with its place
    const expected = error instanceof SettingsError || (error instanceof Failure && error.fault !== 'hub');
    console.error(expected ? error.message : error);
    process.exit(1);
  });
}

/** The program that brings a service's tables up to date, before its new version starts. */
export function runMigration(migrate: (databaseUrl: string) => Promise<unknown>): void {
  runProgram(() => migrate(loadSettings(z.object({ DATABASE_URL: z.url() })).DATABASE_URL));
}
