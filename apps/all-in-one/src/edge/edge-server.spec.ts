import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EdgeServer } from './edge-server.js';
import { ownedPaths } from './routes.js';

const ownerOf = (path: string): string | undefined => ownedPaths.find((owned) => owned.path.test(path))?.service;

describe('owned paths', () => {
  it.each([
    ['/v2/export', 'export-api'],
    ['/v2/exportV3', 'export-api'],
    ['/v2/exports', 'hub-api'],
    ['/v2/project/1/assets', 'hub-api'],
    ['/api/projects/1/exports', 'export-api'],
    ['/api/projects/1/exports/preview', 'export-api'],
    ['/api/projects/1', 'hub-api'],
    ['/api/exports/1/artifacts/original/download', 'export-api'],
    ['/api/projects/1/continuous-delivery', 'export-api'],
    ['/api/projects/1/continuous-delivery/batches', 'export-api'],
    ['/api/projects/1/export-storage', 'storage-router'],
    ['/api/projects/1/export-storage/check', 'storage-router'],
    ['/v2/storages', 'storage-router'],
    ['/v2/storages/', 'storage-router'],
    ['/api/storages/1', 'storage-router'],
    ['/api/notifications', 'notifier'],
    ['/live/socket.io/', 'notifier'],
    ['/socket.io/', 'plugin-converter'],
    ['/api/plugins/1', 'plugin-converter'],
    ['/api/plugin-sessions/1/cancel', 'plugin-converter'],
    ['/api/projects/1/plugin-runs', 'plugin-converter'],
    ['/v2/pluginResponse', 'plugin-converter'],
    ['/v2/pluginLog', 'plugin-converter'],
    ['/v2/getUploadUrl', 'storage-router'],
    ['/v2/getSignedUrl', 'storage-router'],
    ['/uploads/token/a.csv', 'storage-router'],
    ['/api/converters', 'export-api'],
    ['/files/exports/a.zip', 'storage-router'],
    ['/d/token', 'storage-router'],
    ['/mail', 'mailbox'],
    ['/', 'hub-api'],
    ['/internal/links', 'nobody'],
    ['/health/ready', 'nobody'],
  ])('%s belongs to %s', (path, service) => expect(ownerOf(path)).toBe(service));
});

describe('EdgeServer', () => {
  it('hands a request to the owner of its path and answers 404 where nobody owns it', async () => {
    const edge = new EdgeServer([{ path: /^\/a/, target: createServer((_, response) => response.end('from a')) }]);
    const port = await freePort();
    await edge.listen(port, '127.0.0.1');
    expect(await (await fetch(`http://127.0.0.1:${port}/a/b?c=/d`)).text()).toBe('from a');
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
    await edge.close(0);
  });

  it('lets a body take its time, but not a head', () => {
    const { requestTimeout, headersTimeout } = new EdgeServer([])['server'];
    expect([requestTimeout, headersTimeout]).toEqual([0, 60_000]);
  });

  it('says what is wrong when the port is taken', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(new EdgeServer([]).listen(port, '127.0.0.1')).rejects.toThrow(
      `Port ${port} is taken by another program`,
    );
    other.close();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
