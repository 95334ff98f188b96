import { gatewayTable } from './gateway-table.js';

describe('the table of deploy/gateway/nginx.conf', () => {
  const ownerOf = (path: string): string | null | undefined =>
    gatewayTable().find((route) => route.path.test(path))?.service;

  // the same list as apps/all-in-one/src/edge/edge-server.spec.ts: both systems look alike from outside
  it.each([
    ['/v2/export', 'export-api'],
    ['/v2/exportV3', 'export-api'],
    ['/v2/exports', 'hub-api'],
    ['/api/projects/1/exports/preview', 'export-api'],
    ['/api/projects/1/continuous-delivery', 'export-api'],
    ['/api/projects/1/export-storage', 'storage-router'],
    ['/api/projects/1/export-storage/check', 'storage-router'],
    ['/api/projects/1', 'hub-api'],
    ['/v2/storages', 'storage-router'],
    ['/api/storages/1', 'storage-router'],
    ['/api/exports/1/artifacts/original/download', 'export-api'],
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
    ['/', 'hub-api'],
    ['/internal/links', null],
    ['/health/ready', null],
  ])('%s belongs to %s', (path, service) => expect(ownerOf(path)).toBe(service));
});
