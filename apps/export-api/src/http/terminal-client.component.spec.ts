import { ExportRequested, type DataOf } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ExportApiWorld } from '../testing/export-api-world.js';

const program = join(__dirname, '../../../../scripts/export.mjs');
/** Two files, stored: data.ndjson with two lines, manifest.json. */
const zip = Buffer.from(
  'UEsDBBQAAAAAAAAAIQD+ca4qGwAAABsAAAALAAAAZGF0YS5uZGpzb257ImFzc2V0IjoiYSJ9CnsiYXNzZXQiOiJiIn1QSwMEFAAAAAAAAAAhAEO/pqMCAAAAAgAAAA0AAABtYW5pZmVzdC5qc29ue31QSwECFAMUAAAAAAAAACEA/nGuKhsAAAAbAAAACwAAAAAAAAAAAAAAgAEAAAAAZGF0YS5uZGpzb25QSwECFAMUAAAAAAAAACEAQ7+mowIAAAACAAAADQAAAAAAAAAAAAAAgAFEAAAAbWFuaWZlc3QuanNvblBLBQYAAAAAAgACAHQAAABxAAAAAAA=',
  'base64',
);

let world: ExportApiWorld;
let hub: Server;
let url: string;
let folder: string;
let serveFile: (request: IncomingMessage, response: ServerResponse) => void;
beforeAll(async () => {
  world = await ExportApiWorld.start();
  // the one origin of an installation: projects from hub-api, files from storage-router, the rest here
  hub = createServer((request, response) => {
    const projects = [{ _id: world.people.projectId, name: 'Street scenes' }];
    if (request.url!.startsWith('/v2/listProjects')) response.end(JSON.stringify({ data: { projects, total: 1 } }));
    else if (request.url!.startsWith('/files/')) serveFile(request, response);
    else response.writeHead(307, { location: `${world.url()}${request.url}` }).end();
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  world.links.filesOrigin = `${url}/files`;
});
afterAll(async () => {
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  await world.stop();
});
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'export-client-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: string[], key = world.people.keys.manager) {
  const child = spawn(process.execPath, [program, '--url', url, '--key', key, '--out', folder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [code, out, error] = await Promise.all([
    new Promise((resolve) => child.once('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, error };
}

/** Plays builder and router for the next export. */
async function deliverNext(bytes: Buffer): Promise<DataOf<typeof ExportRequested>> {
  const isRequest = (event: { type: string }) => event.type === ExportRequested.type;
  const before = world.bus.sent.filter(isRequest).length;
  const event = await eventually(() => world.bus.sent.filter(isRequest)[before]);
  const requested = event.data as DataOf<typeof ExportRequested>;
  const { exportId: id, projectId, projectName } = requested;
  const delivered = world.news({ id, projectId, projectName }).delivered('original');
  const artifact = {
    ...delivered.parsed.data.artifact,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  await world.send({ ...delivered, envelope: { ...delivered.envelope, data: { ...delivered.parsed.data, artifact } } });
  return requested;
}

const whole = (bytes: Buffer) => (_: IncomingMessage, response: ServerResponse) => void response.end(bytes);

describe('npm run export', () => {
  it('asks, waits, downloads, verifies and reports', async () => {
    serveFile = whole(zip);
    const args = [
      '--project',
      'Street scenes',
      '--format',
      'ndjson',
      '--stages',
      'Label,Complete',
      '--history',
      '--no-metadata',
    ];
    const [{ code, out, error }, requested] = await Promise.all([run(args), deliverNext(zip)]);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(requested.selection).toMatchObject({
      format: 'ndjson',
      stageIds: ['Label', 'Complete'],
      include: { metadata: false, history: true },
    });
    expect(readFileSync(join(folder, 'original.zip'))).toEqual(zip);
    expect(out).toMatch(/completed/);
    expect(out).toMatch(/2 files: all sums agree/);
    expect(out).toMatch(/3 tasks selected = 2 exported \+ 0 quarantined \+ 1 without annotations/);
  });

  it('goes on where the connection broke', async () => {
    const ranges: unknown[] = [];
    serveFile = (request, response) => {
      ranges.push(request.headers.range);
      if (ranges.length > 1) return void response.writeHead(206).end(zip.subarray(100));
      response.writeHead(200, { 'content-length': zip.length }).write(zip.subarray(0, 100));
      // a break before the client has read them would cost it these bytes, too
      const saved = () => statSync(join(folder, 'original.zip.part'), { throwIfNoEntry: false })?.size === 100;
      void eventually(saved).then(() => response.destroy());
    };
    const [{ code }] = await Promise.all([run(['--project', world.people.projectId]), deliverNext(zip)]);
    expect(code).toBe(0);
    expect(ranges).toEqual([undefined, 'bytes=100-']);
    expect(readFileSync(join(folder, 'original.zip'))).toEqual(zip);
  });

  it('refuses a file that is not the one the hub recorded, and one that is damaged inside', async () => {
    const other = Buffer.from(zip);
    other[45]! ^= 1;
    serveFile = whole(other);
    const anew = ['--project', world.people.projectId, '--anew'];
    const [changed] = await Promise.all([run(anew), deliverNext(zip)]);
    expect(changed).toMatchObject({ code: 1, error: expect.stringContaining('is damaged') });
    expect(readdirSync(folder)).toEqual(['original.zip.part']);

    const [damaged] = await Promise.all([run(anew), deliverNext(other)]);
    expect(damaged).toMatchObject({ code: 1, error: expect.stringContaining('data.ndjson') });
  });

  it('shares the file that is there already, and gets what changed since', async () => {
    serveFile = whole(zip);
    const [, requested] = await Promise.all([
      run(['--project', 'Street scenes', '--history', '--anew']),
      deliverNext(zip),
    ]);
    expect(await run(['--project', 'Street scenes', '--history'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('all sums agree'),
    });
    const args = ['--project', 'Street scenes', '--since', requested.exportId];
    const [{ code }, delta] = await Promise.all([run(args), deliverNext(zip)]);
    expect(code).toBe(0);
    expect(delta).toMatchObject({
      selection: requested.selection,
      since: { exportId: requested.exportId, snapshot: requested.snapshot },
    });
    expect(await run([...args, '--type', 'issue'])).toMatchObject({ code: 2, error: expect.stringContaining('since') });
  });

  it('says what the hub says when it refuses', async () => {
    expect(await run(['--project', world.people.projectId, '--stages', 'Nope'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('Start, Label, Complete'),
    });
    expect(await run(['--project', 'Nope'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('Street scenes'),
    });
    expect(await run(['--project', world.people.projectId], world.people.keys.lead)).toMatchObject({
      code: 3,
      error: expect.stringContaining('Only owners'),
    });
    expect(await run(['--project', world.people.projectId], '-nobody')).toMatchObject({
      code: 3,
      error: 'Invalid API KEY\n',
    });
    expect(await run(['--poject', 'x'])).toMatchObject({ code: 2, error: expect.stringContaining('--poject') });
  });
});
