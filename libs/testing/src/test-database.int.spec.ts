import { connect } from 'node:net';
import { startHurtableDatabase, type HurtableDatabase } from './test-database.js';

describe('a database that is hurt', () => {
  let database: HurtableDatabase;
  beforeAll(async () => void (database = await startHurtableDatabase()));
  afterAll(() => database?.stop());

  const answers = (): Promise<boolean> => {
    const { hostname, port } = new URL(database.url);
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => resolve(socket.destroy() && true));
      socket.on('error', () => resolve(false));
    });
  };

  it.each(['fast', 'kill'] as const)('is away after %s, and comes back at the same address', async (how) => {
    const { url } = database;
    await database.halt(how);
    expect(await answers()).toBe(false);
    await database.resume();
    expect([database.url, await answers()]).toEqual([url, true]);
  });
});
