import { InMemoryBus } from '@hub/event-bus';
import { ExportApiWorld } from '../testing/export-api-world.js';

class QuietBus extends InMemoryBus {
  quietMs = 0;

  override sinceLastFetch(): number {
    return this.quietMs;
  }
}

let world: ExportApiWorld;
beforeAll(async () => {
  world = await ExportApiWorld.start();
});
afterAll(() => world.stop());

it('is ready while its consumer fetches, and alive but not ready when it hangs', async () => {
  const bus = new QuietBus({}, world.bus.state);
  await world.addInstance(bus);
  const status = async (path: string): Promise<number> => (await fetch(`${world.url(1)}/health/${path}`)).status;
  expect(await status('ready')).toBe(200);
  bus.quietMs = 10 * 60_000;
  expect([await status('ready'), await status('live')]).toEqual([503, 200]);
});
