import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HubClient } from './clients/hub-client.js';
import { startEmbeddedHub } from './hubs/embedded-hub.js';
import { repository } from './hubs/process.js';

jest.setTimeout(180_000);

describe('a new key for the credentials of an embedded installation', () => {
  let hub: Awaited<ReturnType<typeof startEmbeddedHub>>;
  beforeAll(async () => void (hub = await startEmbeddedHub()));
  afterAll(() => hub?.stop());

  const program = join(repository, 'apps/all-in-one/dist/rotate-storage-key.js');
  const rotate = () => promisify(execFile)(process.execPath, [program], { env: { HUB_DATA_DIR: hub.dataFolder } });
  const keyFile = (): string => readFileSync(join(hub.dataFolder, 'storage-keys.secret'), 'utf8');

  it('is refused while it runs; afterwards every credential opens with the new one alone', async () => {
    const owner = new HubClient(hub.url, hub.demo.users[0]?.apiKey ?? '');
    const connection = { kind: 'gcs-hmac', accessKeyId: 'GOOG1EXAMPLE', secretAccessKey: 'kept through the rotation' };
    const { id } = (await owner.json('POST', '/api/storages', { name: 'Kept', connection })) as { id: string };
    const before = keyFile();
    await expect(rotate()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('already runs on') });
    expect(keyFile()).toBe(before);

    let said = '';
    await hub.restart('SIGTERM', async () => void (said = (await rotate()).stdout));
    expect(said).toContain('storages: 1 sealed, 1 rewrapped, 0 cannot be opened');
    expect(keyFile()).toMatch(/^2:[\w+/]{43}=$/);
    expect(said + before).not.toContain(keyFile().slice(2));
    // a change of another field has to open what is kept
    const change = { connection: { accessKeyId: 'GOOG1EXAMPLE' } };
    expect(await owner.json('PATCH', `/api/storages/${id}`, change)).toMatchObject({ id, name: 'Kept' });
  });
});
