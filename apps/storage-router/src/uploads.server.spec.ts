import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { eventually } from '@hub/testing';
import { hashOf } from './links/issue-ticket.js';
import { ServersWorld, objectsUnder } from './testing/servers-world.js';

const mebibyte = 1024 * 1024;
let world: ServersWorld;
let url: string;

beforeAll(async () => {
  world = await ServersWorld.open(process.env);
});
afterEach(() => world.stopRouters());
afterAll(() => world?.close());

async function start() {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const router = await world.startRouter({ PORT: `${port}` });
  await eventually(() => fetch(`${url}/health/live`).then(Boolean, () => false));
  return router;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A place as `getUploadUrl` makes it. */
async function place(): Promise<{ id: string; address: string }> {
  const [id, token] = [randomUUID(), randomBytes(32).toString('base64url')];
  await world.rows(`insert into storage_router.plugin_uploads
      (id, token_hash, organization_id, project_id, type, user_id, file_name)
    values ('${id}', '${hashOf(token)}', 'o1', 'p1', 'exports', 'u1', 'a.bin')`);
  return { id, address: `/uploads/${token}/a.bin` };
}

/** So many MiB, made as they are asked for. */
function body(mebibytes: number): { stream: Readable; sha256: () => string } {
  const [block, hash] = [randomBytes(mebibyte), createHash('sha256')];
  function* blocks(): Generator<Buffer> {
    for (let n = 0; n < mebibytes; n++) {
      block.writeUInt32LE(n);
      hash.update(block);
      yield Buffer.from(block);
    }
  }
  return { stream: Readable.from(blocks()), sha256: () => hash.digest('hex') };
}

const put = (address: string, stream: Readable): Promise<Response> =>
  fetch(`${url}${address}`, { method: 'PUT', body: Readable.toWeb(stream) as never, duplex: 'half' } as RequestInit);

async function nothingUnfinished(id: string): Promise<boolean> {
  for await (const _ of world.staging.bucket.uploads.unfinished(`plugin-results/${id}/`)) return false;
  return true;
}

describe('uploads to S3', () => {
  it('keep the memory flat, four at a time', async () => {
    const router = await start();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const [{ id, address }, { stream, sha256 }] = [await place(), body(100)];
        const answer = await put(address, stream);
        const expected = sha256();
        expect([answer.status, await answer.json()]).toEqual([
          200,
          { status: 'success', data: { fileName: 'a.bin', bytes: 100 * mebibyte, sha256: expected } },
        ]);
        expect(await objectsUnder(world.staging.bucket, `plugin-results/${id}/`)).toMatchObject({ sha256: expected });
        expect(await nothingUnfinished(id)).toBe(true);
      }),
    );
    const peak = router.peakMemory;
    if (peak !== null) expect(peak).toBeLessThan(400);
  }, 120_000);

  it('are not there when the router is killed in the middle, and work when they come again', async () => {
    const router = await start();
    const { id, address } = await place();
    const stalled = world.proxy.stallAfter(12 * mebibyte);
    const first = put(address, body(40).stream);
    const refused = expect(first).rejects.toThrow();
    await stalled;
    await router.kill('SIGKILL');
    await refused;
    world.proxy.release();
    await start();
    expect((await fetch(`${url}${address}`)).status).toBe(404);
    const { stream, sha256 } = body(40);
    expect((await put(address, stream)).status).toBe(200);
    const { keys, sha256: found } = await objectsUnder(world.staging.bucket, `plugin-results/${id}/`);
    expect([keys.length, found]).toEqual([1, sha256()]);
  }, 120_000);

  it('that a client breaks off leave nothing behind', async () => {
    await start();
    const { id, address } = await place();
    const gone = new AbortController();
    const { stream } = body(40);
    let sent = 0;
    const breaking = stream.map((chunk: Buffer) => {
      if (++sent === 20) gone.abort();
      return chunk;
    });
    const request = { method: 'PUT', body: Readable.toWeb(breaking), duplex: 'half', signal: gone.signal };
    await expect(fetch(`${url}${address}`, request as unknown as RequestInit)).rejects.toThrow();
    await eventually(() => nothingUnfinished(id));
    expect((await fetch(`${url}${address}`)).status).toBe(404);
    expect((await objectsUnder(world.staging.bucket, `plugin-results/${id}/`)).keys).toEqual([]);
  }, 60_000);
});
