import { Failure } from '@hub/failures';
import { runProgram } from './run-program.js';
import { SettingsError } from './settings/load-settings.js';

const said: unknown[] = [];
let ended: Promise<unknown>;
beforeEach(() => {
  said.length = 0;
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => void said.push(line));
  ended = new Promise((resolve) => {
    jest.spyOn(process, 'exit').mockImplementation(resolve as typeof process.exit);
  });
});
afterEach(() => jest.restoreAllMocks());

it.each([
  ['wrong settings', new SettingsError('Settings are not usable: PORT')],
  ['a taken port', new Failure('port-taken', 'user', 'Port 3000 is taken')],
])('ends with code 1 and one line on %s', async (_, error) => {
  runProgram(() => Promise.reject(error));
  expect(await ended).toBe(1);
  expect(said).toEqual([error.message]);
});

it('ends with code 1 and the place on an error nobody expected', async () => {
  const error = new TypeError('x is not a function');
  runProgram(() => Promise.reject(error));
  expect(await ended).toBe(1);
  expect(said).toEqual([error]);
});

it('ends the same way on what is thrown before anything is awaited', async () => {
  runProgram(() => {
    throw new SettingsError('Settings are not usable: DATABASE_URL');
  });
  expect(await ended).toBe(1);
  expect(said).toEqual(['Settings are not usable: DATABASE_URL']);
});
