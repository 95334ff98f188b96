import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubClient } from './clients/hub-client.js';
import { PluginClient } from './clients/plugin-client.js';
import { startEmbeddedHub } from './hubs/embedded-hub.js';
import { freePort } from './hubs/process.js';
import { SdkRelease } from './sdk/sdk-release.js';

jest.setTimeout(300_000);

/** One of each wire generation (spec 2.5), the newest first. */
const versions = ['1.4.10', '1.3.36', '1.3.16', '1.2.1'];

/** Installed from PyPI: without the network this fails, as it must. */
describe('export plugins by the vendor’s unmodified client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-plugin-'));
  const releases = new Map<string, SdkRelease>();
  let hub: Awaited<ReturnType<typeof startEmbeddedHub>>;
  let plugins: PluginClient;
  let projectId: string;
  let boxes: string[];
  beforeAll(async () => {
    const installed = await Promise.all(versions.map((version) => SdkRelease.install(folder, version)));
    installed.forEach((release) => releases.set(release.version, release));
    hub = await startEmbeddedHub({
      OUTBOUND_ALLOW: '127.0.0.1',
      PLUGIN_GONE_SECONDS: '3',
      PLUGIN_SILENCE_SECONDS: '15',
    });
    const client = new HubClient(hub.url, hub.demo.users.find(({ role }) => role !== 'member')?.apiKey ?? '');
    plugins = new PluginClient(client);
    ({ projectId, boxes } = await plugins.labelledProject());
  });
  afterAll(async () => {
    await Promise.all([...releases.values()].map((release) => release.stop()));
    await hub?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const release = (version: string): SdkRelease => {
    const found = releases.get(version);
    if (!found) throw new Error(`${version} is not installed`);
    return found;
  };

  describe.each(versions)('%s over the socket', (version) => {
    let pluginId: string;
    beforeAll(async () => {
      const registered = await plugins.register(`Boxes ${version}`, { connector: 'WS' });
      pluginId = registered.id;
      release(version).startPlugin(hub.url, registered);
      await plugins.live(pluginId);
    });

    it('gives an export with two files', async () => {
      const session = await plugins.ran(projectId, pluginId, {});
      expect({ ...session, logs: [] }).toMatchObject({ state: 'completed', error: null });
      expect(session.logs).toContainEqual(
        expect.objectContaining({ level: 'INFO', msg: `converting ${boxes.length} tasks` }),
      );
      const { view, original, converted } = await plugins.files(session.exportId ?? '');
      expect(view).toMatchObject({ state: 'completed', artifacts: [{ kind: 'original' }, { kind: 'converted' }] });
      expect(original.map(({ externalId }) => externalId)).toEqual(boxes);
      expect(converted.toString()).toBe(boxes.map((name) => `${name},Cat\n`).join(''));
    });

    it('fails by its own fault, and the original is there', async () => {
      const session = await plugins.ran(projectId, pluginId, { wish: 'fail' });
      expect(session).toMatchObject({ state: 'failed' });
      const view = await plugins.hub.finished(session.exportId ?? '');
      expect(view).toMatchObject({
        state: 'failed',
        artifacts: [{ kind: 'original' }],
        error: { step: 'convert', fault: 'plugin' },
      });
      expect(await plugins.hub.download(view.id)).not.toHaveLength(0);
    });
  });

  it('runs overlapping runs of one process, each with its own file', async () => {
    const registered = await plugins.register('Overlapping', { connector: 'WS' });
    release('1.4.10').startPlugin(hub.url, registered);
    await plugins.live(registered.id);
    const names = ['a.csv', 'b # & + ü.csv', 'c.csv'];
    const sessions = await Promise.all(names.map((file) => plugins.ran(projectId, registered.id, { file })));
    expect(sessions.map(({ state }) => state)).toEqual(names.map(() => 'completed'));
    expect(new Set(sessions.map(({ exportId }) => exportId)).size).toBe(names.length);
  });

  it('is told when a plugin dies in the middle, and takes the next run when it is back', async () => {
    const registered = await plugins.register('Mortal', { connector: 'WS' });
    const child = release('1.4.10').startPlugin(hub.url, registered);
    await plugins.live(registered.id);
    const session = await plugins.ran(projectId, registered.id, { wish: 'die' });
    expect(session).toMatchObject({ state: 'failed' });
    expect(child.exitCode).toBe(7);
    release('1.4.10').startPlugin(hub.url, registered);
    await plugins.live(registered.id);
    expect(await plugins.ran(projectId, registered.id, {})).toMatchObject({ state: 'completed' });
  });

  it('works over the REST connector, with one failure for one', async () => {
    const port = await freePort();
    const registered = await plugins.register('Served', { connector: 'REST', restUrl: `http://127.0.0.1:${port}` });
    release('1.4.10').startPlugin(hub.url, registered, port);
    await plugins.live(registered.id);
    expect(await plugins.ran(projectId, registered.id, {})).toMatchObject({ state: 'completed' });
    const failed = await plugins.ran(projectId, registered.id, { wish: 'fail' });
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.logs.filter(({ level }) => level === 'ERROR')).toHaveLength(1);
  });
});
