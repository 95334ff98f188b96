import {
  ArchiveConverted,
  ArtifactDelivered,
  ExportCancellationRequested,
  ExportFailed,
  ExportRequested,
  PluginSessionEnded,
  StepFailed,
} from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import type { Socket } from 'socket.io-client';
import { nextRun, PluginWorld, type Payload } from '../testing/plugin-world.js';

let world: PluginWorld;
beforeAll(async () => {
  world = await PluginWorld.open({ PLUGIN_GONE_SECONDS: '1', PLUGIN_WAIT_SECONDS: '3', OUTBOUND_ALLOW: '127.0.0.1' });
});
afterAll(() => world.close());

interface Connected {
  readonly id: string;
  readonly secret: string;
  readonly socket: Socket;
}
async function connected(name: string): Promise<Connected> {
  const plugin = await world.register(name);
  const socket = await world.connect();
  socket.emit('heartbeat', { id: plugin.id, secret: plugin.secret });
  await world.live(plugin.id);
  return { ...plugin, socket };
}

/** The export that the plugin asked for, as export-api and storage-router tell of it. */
async function exported({ session }: Payload, exportId: string, pluginId: string): Promise<void> {
  const plugin = { sessionId: session, pluginId, name: 'P' };
  await world.bus.say(ExportRequested, exportId, { ...ExportRequested.sample, exportId, plugin });
  await world.bus.say(ArtifactDelivered, exportId, { ...ArtifactDelivered.sample, exportId, plugin });
}
const blob = { key: 'plugin-results/a', bytes: 5, crc32: 1, crc32c: 2 };
const accepted = { status: 200, body: { fileName: 'a.csv', bytes: 5, blob, sha256: 'ab'.repeat(32) } };

it('gives a run to the plugin, as the published contract has it, and hands its file on', async () => {
  const { id, socket } = await connected('Ours');
  const run = nextRun(socket);
  const { id: session } = await world.run(id, { batches: ['b1'], config: { a: 1 } });
  const payload = await run;
  expect(payload).toMatchObject({
    session,
    projectId: world.projectId,
    configJSON: '{"a":1}',
    stage: ['Complete'],
    batches: ['b1'],
  });
  // the key is for the public contract, not for what people manage
  expect((await world.call({ key: payload.apiKey }, 'GET', '/api/plugins')).status).toBe(403);
  socket.emit('log', { session, level: 'Level 15', msg: 'half done', pluginId: id, colour: 'red' });
  await exported(payload, 'e-good', id);
  world.result = accepted;
  socket.emit('response', { export: true, response: 'http://hub.example/uploads/t/a.csv', session });
  expect(await world.ended(session)).toMatchObject({ state: 'completed', exportId: 'e-good', error: null });
  const converted = await world.bus.hears(ArchiveConverted, 'e-good');
  expect(converted.archive).toMatchObject({ fileName: 'a.csv', bytes: 5 });
  expect((await world.session(session)).logs).toEqual([
    expect.objectContaining({ level: 'Level 15', msg: 'half done', colour: 'red' }),
  ]);
  // the key of the run is void with it
  expect((await world.call({ key: payload.apiKey }, 'GET', '/api/plugins')).status).toBe(401);

  socket.emit('response', { export: true, response: 'http://hub.example/uploads/t/b.csv', session });
  socket.emit('response', { error: true, session });
  const after = nextRun(socket);
  const next = await world.run(id);
  await after;
  expect(world.bus.said(ArchiveConverted, 'e-good')).toHaveLength(1);
  expect(world.bus.said(PluginSessionEnded, session)).toHaveLength(1);
  expect((await world.call('manager', 'POST', `/api/plugin-sessions/${next.id}/cancel`)).status).toBe(200);
});

it('hands the file on when the original comes later than the answer', async () => {
  const { id, socket } = await connected('Fast');
  const run = nextRun(socket);
  const { id: session } = await world.run(id);
  const payload = await run;
  world.result = accepted;
  socket.emit('response', { export: true, response: 'http://hub.example/uploads/t/a.csv', session });
  await eventually(async () => (await world.session(session)).state === 'completing');
  await exported(payload, 'e-late', id);
  await world.bus.hears(ArchiveConverted, 'e-late');
  expect(await world.ended(session)).toMatchObject({ state: 'completed' });
});

it('calls one failure one, in the words of the plugin, and keeps the original', async () => {
  const { id, socket } = await connected('Failing');
  const run = nextRun(socket);
  const { id: session } = await world.run(id);
  socket.emit('log', { session, level: 'ERROR', msg: 'there is no such colour' });
  socket.emit('response', { error: true, session });
  expect(await world.ended(session)).toMatchObject({
    state: 'failed',
    error: { fault: 'plugin', message: 'there is no such colour' },
  });
  expect(world.bus.said(StepFailed, 'e-failed')).toEqual([]);
  // the export is told when its original is safe
  await exported(await run, 'e-failed', id);
  expect(await world.bus.hears(StepFailed, 'e-failed')).toMatchObject({
    failure: { step: 'convert', fault: 'plugin' },
  });
});

it('ends with its export, when that is cancelled or fails meanwhile', async () => {
  const { id, socket } = await connected('Overtaken');
  for (const [exportId, state] of [
    ['e-cancelled', 'cancelled'],
    ['e-broken', 'failed'],
  ] as const) {
    const run = nextRun(socket);
    const { id: session } = await world.run(id);
    const { apiKey: key } = await run;
    const plugin = { sessionId: session, pluginId: id, name: 'P' };
    await world.bus.say(ExportRequested, exportId, { ...ExportRequested.sample, exportId, plugin });
    if (state === 'cancelled') await world.bus.say(ExportCancellationRequested, exportId, { exportId });
    else await world.bus.say(ExportFailed, exportId, { ...ExportFailed.sample, exportId });
    expect(await world.ended(session)).toMatchObject({ state });
    expect((await world.call({ key }, 'POST', '/v2/pluginLog', { level: 'INFO', msg: 'late' })).status).toBe(401);
    socket.emit('response', { export: true, response: 'http://hub.example/uploads/t/a.csv', session });
    expect([world.bus.said(ArchiveConverted, exportId), world.bus.said(StepFailed, exportId)]).toEqual([[], []]);
  }
});

it('says what is wrong with a result that may not be handed on', async () => {
  const { id, socket } = await connected('Trap');
  const run = nextRun(socket);
  const { id: session } = await world.run(id);
  await run;
  world.result = { status: 422, body: { code: 'result-unsafe', message: "'../x' leads out of its folder" } };
  socket.emit('response', { export: true, response: 'http://evil.example/x', session });
  expect(await world.ended(session)).toMatchObject({
    state: 'failed',
    error: { code: 'result-unsafe', fault: 'plugin' },
  });
  expect(world.claims.at(-1)).toMatchObject({ sessionId: session, projectId: world.projectId });
});

it('gives nothing to a connection with a wrong secret, and leaves it be', async () => {
  const { id } = await world.register('Guarded');
  const socket = await world.connect();
  socket.emit('heartbeat', { id, secret: 'guessed' });
  socket.emit('heartbeat', 'no object at all');
  const mine = await connected('Mine');
  expect(socket.connected).toBe(true);
  const path = `/api/projects/${world.projectId}/plugin-runs`;
  expect((await world.call('manager', 'POST', path, { pluginId: id })).status).toBe(409);
  // nor may it speak for the runs of others
  const run = nextRun(mine.socket);
  const { id: session } = await world.run(mine.id);
  await run;
  socket.emit('log', { session, level: 'INFO', msg: 'not mine' });
  socket.emit('response', { error: true, session });
  mine.socket.emit('log', { session, level: 'INFO', msg: 'mine' });
  const logs = await eventually(async () => {
    const lines = (await world.session(session)).logs;
    return lines.length > 0 ? lines : null;
  });
  expect(logs.map(({ msg }) => msg)).toEqual(['mine']);
  expect((await world.session(session)).state).toBe('running');
});

it('tells two plugins of one connection apart', async () => {
  const one = await connected('One');
  const two = await world.register('Two');
  one.socket.emit('heartbeat', { id: two.id, secret: two.secret });
  await world.live(two.id);
  for (const id of [one.id, two.id]) {
    const run = nextRun(one.socket);
    const { id: session } = await world.run(id);
    expect((await run).session).toBe(session);
    one.socket.emit('response', { error: true, session });
    expect(await world.ended(session)).toMatchObject({ state: 'failed' });
  }
});

it('ends a run whose connection is gone, and takes the next one when the plugin is back', async () => {
  const { id, secret, socket } = await connected('Mortal');
  const run = nextRun(socket);
  const { id: session } = await world.run(id);
  await run;
  socket.disconnect();
  expect(await world.ended(session)).toMatchObject({
    state: 'failed',
    error: { code: 'plugin-gone', fault: 'plugin' },
  });
  await world.live(id, false);
  const back = await world.connect();
  back.emit('heartbeat', { id, secret });
  await world.live(id);
  const again = nextRun(back);
  const retried = await world.call<{ id: string }>('manager', 'POST', `/api/plugin-sessions/${session}/retry`);
  expect(retried.status).toBe(202);
  expect((await again).session).toBe(retried.body.id);
});

it('shows nothing of it to others, and lets only admins change it', async () => {
  const { id, socket } = await connected('Private');
  const run = nextRun(socket);
  const { id: session } = await world.run(id);
  await run;
  const runs = `/api/projects/${world.projectId}/plugin-runs`;
  const status = async (...call: Parameters<PluginWorld['call']>) => (await world.call(...call)).status;
  expect([
    await status('stranger', 'GET', `/api/plugins/${id}`),
    await status('stranger', 'GET', `/api/plugin-sessions/${session}`),
    await status('stranger', 'POST', `/api/plugin-sessions/${session}/cancel`),
    await status('stranger', 'POST', runs, { pluginId: id }),
    await status('stranger', 'POST', `/api/plugins/${id}/install`),
  ]).toEqual([404, 404, 404, 404, 404]);
  expect([
    await status('labeler', 'POST', runs, { pluginId: id }),
    await status('labeler', 'GET', `/api/plugin-sessions/${session}`),
    await status('manager', 'POST', '/api/plugins', { name: 'x' }),
    await status('manager', 'POST', `/api/plugins/${id}/rotate-secret`),
    await status('manager', 'DELETE', `/api/plugins/${id}`),
  ]).toEqual([403, 404, 403, 403, 403]);
  const { body } = await world.call<{ plugins: object[] }>('stranger', 'GET', '/api/plugins');
  expect(body.plugins).toEqual([]);
  expect(JSON.stringify((await world.call('admin', 'GET', '/api/plugins')).body)).not.toMatch(/secret/i);
});

it('voids a secret that was changed, at the next heartbeat', async () => {
  const { id, secret, socket } = await connected('Rotated');
  expect((await world.call('admin', 'POST', `/api/plugins/${id}/rotate-secret`)).status).toBe(200);
  socket.emit('heartbeat', { id, secret });
  await world.live(id, false);
});

it('takes what servers say in both forms, with the key of their run only', async () => {
  const { id, socket } = await connected('Server-like');
  const run = nextRun(socket);
  const { id: session } = await world.run(id);
  const { apiKey: key } = await run;
  const log = await world.call({ key }, 'POST', '/v2/pluginLog', {
    pluginId: id,
    level: 'info',
    message: 'by the reference',
  });
  expect(log).toMatchObject({ status: 200, body: { data: { response: { logged: true } } } });
  expect((await world.call('manager', 'POST', '/v2/pluginLog', { session, level: 'INFO', msg: 'x' })).status).toBe(403);
  const other = { session: 'another', level: 'INFO', msg: 'x' };
  expect((await world.call({ key }, 'POST', '/v2/pluginLog', other)).status).toBe(403);
  const end = await world.call({ key }, 'POST', '/v2/pluginResponse', { error: true, session });
  expect(end).toMatchObject({ status: 200, body: { data: { response: { received: true } } } });
  expect((await world.ended(session)).logs.map(({ msg }) => msg)).toEqual(['by the reference']);
});

it('goes on after a restart of the service in the middle of a run', async () => {
  const { id, secret, socket } = await connected('Patient');
  const run = nextRun(socket);
  const { id: session } = await world.run(id);
  const payload = await run;
  await world.stop();
  await world.start({ PLUGIN_GONE_SECONDS: '60', OUTBOUND_ALLOW: '127.0.0.1' });
  const back = await world.connect();
  back.emit('heartbeat', { id, secret });
  await world.live(id);
  await exported(payload, 'e-restarted', id);
  world.result = accepted;
  back.emit('response', { export: true, response: 'http://hub.example/uploads/t/a.csv', session });
  expect(await world.ended(session)).toMatchObject({ state: 'completed' });
});
