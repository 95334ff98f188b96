import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { guardedAgents, guardSettings } from '@hub/guarded-agent';
import { makeS3Client } from './s3-client.js';

const minute = 60_000;

describe('a clock that is wrong, and mended later', () => {
  /** How far the store's clock is ahead of ours, in ms. */
  let ahead = 0;
  let refusals = 0;
  const store = createServer((request, response) => {
    const now = Date.now() + ahead;
    const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(request.headers['x-amz-date'])) ?? [];
    const [year = 0, month = 0, ...rest] = parts.map(Number);
    const inTime = Math.abs(Date.UTC(year, month - 1, ...rest) - now) < 15 * minute;
    if (!inTime) refusals++;
    response.writeHead(inTime ? 200 : 403, { date: new Date(now).toUTCString() }).end();
  });
  let client: S3Client;
  beforeAll(async () => {
    await once(store.listen(0, '127.0.0.1'), 'listening');
    client = makeS3Client({
      region: 'r',
      endpoint: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
      pathStyle: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      agents: guardedAgents(guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' })),
    });
  });
  afterAll(() => {
    client.destroy();
    store.closeAllConnections();
    store.close();
  });
  const head = () => client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }));

  it.each([20, 0, -20, 0])('costs one call more when the store is %i minutes ahead', async (minutes) => {
    const moved = ahead !== minutes * minute;
    [ahead, refusals] = [minutes * minute, 0];
    expect((await head()).$metadata.httpStatusCode).toBe(200);
    expect(refusals).toBe(moved ? 1 : 0);
  });

  it('does not repeat a refusal by a store whose clock is as it was', async () => {
    store.removeAllListeners('request');
    store.on('request', (_request, response) => {
      refusals++;
      response.writeHead(403, { date: new Date().toUTCString() }).end();
    });
    refusals = 0;
    await expect(head()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(refusals).toBe(1);
  });
});
