import {
  ExportCancellationRequested,
  ExportCancelled,
  ExportCompleted,
  ExportExpired,
  ExportFailed,
  ExportRequested,
} from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import type { ArtifactLink } from '../clients/storage-router.contract.js';
import type { ExportView } from '../history/export-view.js';
import { ExportApiWorld } from '../testing/export-api-world.js';

let world: ExportApiWorld;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());

const inState = (id: string, state: string): Promise<ExportView> =>
  eventually(async () => {
    const view = await world.view(id);
    return view.state === state ? view : null;
  });
describe('an export', () => {
  it('goes from the request to the file', async () => {
    const asked = await world.request({
      format: 'ndjson',
      stages: ['Label', 'Complete'],
      batches: ['week 1'],
      include: { history: true },
    });
    expect(asked).toMatchObject({
      state: 'requested',
      attempt: 1,
      artifacts: [],
      progress: null,
      error: null,
      requestedBy: { email: 'manager@spec.example' },
    });
    expect(asked.request).toMatchObject({
      stages: ['Label', 'Complete'],
      batches: ['week 1'],
      include: { metadata: true, history: true, onlyKeyFrames: false, idleBlur: false },
    });
    const [requested] = await eventually(() =>
      world.bus.said(ExportRequested, asked.id).length ? world.bus.said(ExportRequested, asked.id) : null,
    );
    expect(requested).toMatchObject({
      exportId: asked.id,
      projectName: 'Street scenes',
      attempt: 1,
      converter: null,
      selection: {
        type: 'task',
        format: 'ndjson',
        finalLineFeed: false,
        stageIds: ['Label', 'Complete'],
        batchIds: [expect.stringMatching(/^[0-9a-f]{24}$/)],
      },
      snapshot: { text: expect.stringMatching(/^\d+:\d+:/) },
    });

    const news = world.news(asked);
    await world.send(news.buildStarted());
    expect((await inState(asked.id, 'building')).progress).toMatchObject({ step: 'build', total: { tasks: 3 } });
    await world.send(news.progressed('build', 40));
    await eventually(async () => (await world.view(asked.id)).progress?.done.tasks === 40);
    expect((await world.view(asked.id)).progress).toEqual({
      step: 'build',
      done: { tasks: 40, bytes: 400 },
      total: { tasks: 100, bytes: 1000 },
      percent: 40,
      elapsed: 1,
      rate: { tasks: 1, bytes: 10 },
      remaining: 60,
    });
    await world.send(news.archiveBuilt());
    expect((await inState(asked.id, 'delivering')).progress).toMatchObject({ step: 'deliver', total: { bytes: 1024 } });
    await world.send(news.delivered('original'));
    const done = await inState(asked.id, 'completed');
    expect(done).toMatchObject({
      reconciliation: { selected: 3, exported: 2, quarantined: 0, empty: 1 },
      artifacts: [
        {
          kind: 'original',
          fileName: 'original.zip',
          key: null,
          bytes: 1024,
          sha256: 'ab'.repeat(32),
          contentType: 'application/zip',
          expiredAt: null,
        },
      ],
      endedAt: expect.any(String),
    });
    expect(JSON.stringify(done)).not.toContain('location');
    const completed = await eventually(() => world.bus.said(ExportCompleted, asked.id)[0]);
    expect(completed).toMatchObject({
      exportId: asked.id,
      notify: true,
      sendEmail: false,
      requestedBy: { email: 'manager@spec.example' },
      artifacts: [{ kind: 'original' }],
    });
  });

  it('is completed once, however often and late the news comes', async () => {
    const asked = await world.request();
    const news = world.news(asked);
    const delivered = news.delivered('original');
    await world.sendAndWait(
      delivered,
      delivered,
      news.delivered('original'),
      news.archiveBuilt(),
      news.buildStarted(),
      news.failed(),
    );
    expect((await world.view(asked.id)).state).toBe('completed');
    await eventually(() => world.bus.said(ExportCompleted, asked.id).length > 0);
    expect(world.bus.said(ExportCompleted, asked.id)).toHaveLength(1);
    expect(world.bus.said(ExportFailed, asked.id)).toHaveLength(0);
    expect(world.bus.state.deadLetters).toEqual([]);
  });

  it('with a converter waits for both files', async () => {
    const asked = await world.request({ format: 'json', converter: 'coco' });
    const news = world.news(asked, 'coco');
    await world.send(news.buildStarted(), news.archiveBuilt(), news.delivered('original'));
    expect((await inState(asked.id, 'converting')).artifacts).toHaveLength(1);
    await world.send(news.archiveConverted());
    await inState(asked.id, 'delivering');
    await world.send(news.delivered('converted'));
    expect((await inState(asked.id, 'completed')).artifacts.map(({ kind }) => kind)).toEqual(['original', 'converted']);
  });

  it('fails with a reason, and a retry continues it', async () => {
    const asked = await world.request();
    await world.send(world.news(asked).failed('deliver', 'destination'));
    expect((await inState(asked.id, 'failed')).error).toEqual({
      step: 'deliver',
      code: 'disk-full',
      fault: 'destination',
      retryable: true,
      message: 'The disk is full.',
    });
    expect(await eventually(() => world.bus.said(ExportFailed, asked.id)[0])).toMatchObject({
      failure: { code: 'disk-full' },
      notify: true,
    });

    const retried = await world.call<ExportView>('manager', 'POST', `/api/exports/${asked.id}/retry`);
    expect(retried).toMatchObject({ status: 202, body: { state: 'requested', attempt: 2, error: null } });
    const requests = await eventually(() =>
      world.bus.said(ExportRequested, asked.id).length === 2 ? world.bus.said(ExportRequested, asked.id) : null,
    );
    expect(requests[1]).toEqual({ ...requests[0], attempt: 2 });

    await world.sendAndWait(world.news(asked, null, 1).delivered('original'));
    expect((await world.view(asked.id)).state).toBe('requested');
    await world.send(world.news(asked, null, 2).delivered('original'));
    await inState(asked.id, 'completed');
    expect(await world.call('manager', 'POST', `/api/exports/${asked.id}/retry`)).toMatchObject({
      status: 409,
      body: {
        status: 'fail',
        code: 'conflict',
        message: 'The export is completed: only a failed one can be tried again.',
      },
    });
  });

  it('is cancelled: the steps are told, later news does nothing', async () => {
    const asked = await world.request();
    expect(await world.call('manager', 'POST', `/api/exports/${asked.id}/cancel`)).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    });
    await eventually(() => world.bus.said(ExportCancelled, asked.id)[0]);
    expect(world.bus.said(ExportCancellationRequested, asked.id)).toEqual([{ exportId: asked.id }]);
    expect(world.bus.said(ExportCancelled, asked.id)).toMatchObject([{ cancelledBy: 'manager@spec.example' }]);
    await world.sendAndWait(world.news(asked).archiveBuilt(), world.news(asked).delivered('original'));
    expect(await world.view(asked.id)).toMatchObject({ state: 'cancelled', artifacts: [] });
    expect((await world.call('manager', 'POST', `/api/exports/${asked.id}/cancel`)).status).toBe(409);
    expect((await world.call('manager', 'POST', `/api/exports/${asked.id}/retry`)).status).toBe(409);
  });
});

describe('a file', () => {
  it('has a fresh link each time, until it expires', async () => {
    const asked = await world.request();
    const path = `/api/exports/${asked.id}/artifacts`;
    expect(await world.call('manager', 'POST', `${path}/original/link`)).toMatchObject({
      status: 409,
      body: { message: 'The export is requested: the file is not there yet.' },
    });
    await world.send(world.news(asked).delivered('original'));
    await inState(asked.id, 'completed');

    const first = await world.call<ArtifactLink>('owner', 'POST', `${path}/original/link`);
    const second = await world.call<ArtifactLink>('manager', 'POST', `${path}/original/link`);
    expect(first).toMatchObject({
      status: 200,
      body: { url: expect.stringContaining('https://files.example/'), expiresAt: '2026-11-24T11:00:00.000Z' },
    });
    expect(second.body.url).not.toBe(first.body.url);
    expect(world.links.asked.at(-1)).toMatchObject({
      token: 'internal-token-of-spec',
      body: {
        fileName: 'original.zip',
        channel: 'app',
        location: { bucket: 'exports' },
        audit: { exportId: asked.id, kind: 'original', userId: expect.any(String), clientAddress: '127.0.0.1' },
      },
    });
    const download = await world.call('manager', 'GET', `${path}/original/download`);
    expect([download.status, download.headers.get('location'), download.headers.get('cache-control')]).toEqual([
      302,
      expect.stringContaining('https://files.example/'),
      'no-store',
    ]);
    expect((await world.call('manager', 'POST', `${path}/converted/link`)).status).toBe(404);
    expect(await world.call('manager', 'POST', `${path}/other/link`)).toMatchObject({
      status: 404,
      body: { field: 'kind', expected: 'original, converted' },
    });

    await world.send(world.news(asked).expired('original'));
    await inState(asked.id, 'expired');
    expect(await world.call('manager', 'POST', `${path}/original/link`)).toMatchObject({
      status: 410,
      body: { code: 'gone' },
    });
    expect((await world.call('manager', 'GET', `${path}/original/download`)).status).toBe(410);
    await eventually(() => world.bus.said(ExportExpired, asked.id)[0]);
  });
});
