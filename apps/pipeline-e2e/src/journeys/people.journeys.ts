import { eventually } from '@hub/testing';
import { io, type Socket } from 'socket.io-client';
import { documentsOf } from '../clients/documents.js';
import { fetchBytes, HubClient } from '../clients/hub-client.js';
import { readZip } from '../clients/zip-reader.js';
import type { Hub } from '../hubs/hub.js';

interface Coco {
  images: unknown[];
  annotations: { keypoints?: number[]; iscrowd: number }[];
  categories: { name: string }[];
}

/** What people and programs do with a hub, through HTTP and sockets only. */
export function peopleJourneys(hub: () => Hub): void {
  const user = (email: string) => {
    const found = hub().demo.users.find((candidate) => candidate.email === email);
    if (!found) throw new Error(`There is no ${email} in the demo.`);
    return found;
  };
  const as = (email: string): HubClient => new HubClient(hub().url, user(email).apiKey);
  const manager = 'manager@demo.example';
  const projectId = (name: string): string => hub().demo.projects.find((project) => project.name === name)?.id ?? '';

  // a client that is left open connects again for ever, and neither the hub nor the run would end
  const sockets: Socket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  it('tells the one who asked, live and by mail, once each, with a link that works', async () => {
    const connect = async (email: string) => {
      const socket = io(hub().url, {
        path: '/live/socket.io',
        auth: { apiKey: user(email).apiKey },
        transports: ['websocket'],
      });
      sockets.push(socket);
      const seen: { exportId: string }[] = [];
      socket.on('notification', (notification: { exportId: string }) => seen.push(notification));
      await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
      return { seen };
    };
    const [mine, others] = [await connect(manager), await connect('labeler@demo.example')];
    const { id } = await as(manager).createExport(projectId('WNUT17'), { format: 'ndjson', sendEmail: true });
    const notification = await eventually(() => mine.seen.find(({ exportId }) => exportId === id), { within: 60_000 });
    expect(notification).toMatchObject({ exportId: id, kind: 'export.completed' });
    const mail = await eventually(async () => (await hub().mails()).find(({ to }) => to.includes(manager)), {
      within: 60_000,
    });
    expect(mail.subject).toContain('WNUT17');
    const link = /https?:\/\/\S+\/d\/\S+/.exec(mail.text)?.[0] ?? '';
    const zip = await fetchBytes(link);
    expect(zip.equals(await as(manager).download(id))).toBe(true);
    expect(mine.seen.filter(({ exportId }) => exportId === id)).toHaveLength(1);
    expect((await hub().mails()).filter(({ to }) => to.includes(manager))).toHaveLength(1);
    expect(others.seen).toEqual([]);
  });

  it('serves the synchronous export of the SDK, the same link twice, without headers', async () => {
    const query = `project=${projectId('COCO mini')}&format=ndjson&stage=%5B%22Complete%22%2C+%22Label%22%5D&taskTypes=%5B%22default%22%5D&updatedAt=%7B%7D`;
    const answer = (await as(manager).json('GET', `/v2/export?${query}`)) as {
      status: string;
      data: { exportPath: string };
    };
    expect(answer.status).toBe('success');
    expect(answer.data.exportPath).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
    const first = await fetchBytes(answer.data.exportPath);
    expect((await fetchBytes(answer.data.exportPath)).equals(first)).toBe(true);
    const entries = await readZip(first);
    expect(documentsOf(entries, 'ndjson')).toHaveLength(79);
    expect(entries[0]?.content.at(-1)).not.toBe(0x0a);
    const old = (await as(manager).json(
      'GET',
      `/v2/exportV3?project=${projectId('COCO mini')}&format=ndjson&type=None&includeMask=true`,
    )) as typeof answer;
    expect((await readZip(await fetchBytes(old.data.exportPath)))[0]?.content.at(-1)).toBe(0x0a);
  });

  it('shows who got which link, and takes back those that can be', async () => {
    const { view } = await as(manager).exported(projectId('COCO mini'), { format: 'json' });
    const path = `/api/exports/${view.id}`;
    type Link = { url: string };
    const ticket = (await as(manager).json('POST', `${path}/artifacts/original/link`, { revocable: true })) as Link;
    const direct = (await as(manager).json('POST', `${path}/artifacts/original/link`, { expiresIn: 60 })) as Link;
    const zip = await fetchBytes(ticket.url);
    expect((await fetchBytes(direct.url)).equals(zip)).toBe(true);
    const { links } = (await as(manager).json('GET', `${path}/links`)) as { links: Record<string, unknown>[] };
    const issuedTo = { userId: expect.any(String) as string, email: manager };
    expect(links.slice(0, 3)).toMatchObject([
      { form: 'redirect', channel: 'app', kind: 'original', issuedTo, isValid: true },
      { form: 'link', channel: 'app', issuedTo, ticketId: null, isValid: true },
      { form: 'ticket', channel: 'app', issuedTo, revokedAt: null, isValid: true },
    ]);
    expect(JSON.stringify(links)).not.toContain(new URL(ticket.url).pathname.split('/')[2]);
    const { ticketId } = links[2]!;
    const revoked = await as(manager).json('POST', `${path}/links/revoke`, { ticketId });
    expect(revoked).toMatchObject({ revoked: 1, signedUntil: expect.any(String) as string });
    const gone = await fetch(ticket.url);
    expect([gone.status, await gone.text()]).toEqual([410, 'This link was revoked.\n']);
    const after = (await as(manager).json('GET', `${path}/links`)) as typeof revoked & { links: typeof links };
    expect(after.links.find(({ form }) => form === 'ticket')).toMatchObject({ isValid: false, revokedBy: issuedTo });
  });

  it('delivers the original and its COCO conversion', async () => {
    const { view, zip } = await as(manager).exported(
      projectId('COCO mini'),
      { format: 'json', converter: 'coco' },
      'converted',
    );
    expect(view.artifacts.map(({ kind }) => kind)).toEqual(['original', 'converted']);
    const coco = JSON.parse((await readZip(zip))[0]?.content.toString('utf8') ?? '') as Coco;
    expect([coco.images.length, coco.annotations.length]).toEqual([79, 624]);
    expect(coco.annotations.filter(({ iscrowd }) => iscrowd === 1)).toHaveLength(5);
    expect(coco.annotations.filter(({ keypoints }) => keypoints)).toHaveLength(68);
    expect(documentsOf(await readZip(await as(manager).download(view.id)), 'json')).toHaveLength(79);
  });

  it('filters by batch and by selected tasks, and adds history when asked', async () => {
    const batch = await as(manager).exported(projectId('COCO mini'), {
      format: 'json',
      batches: ['batch 2'],
      include: { history: true },
    });
    const documents = documentsOf(await readZip(batch.zip), 'json');
    expect(documents).toHaveLength(39);
    expect(new Set(documents.flatMap(({ batches }) => batches))).toEqual(new Set(['batch 2']));
    expect(documents[0]?.task.stageHistory?.map(({ stageId }) => stageId)).toEqual(['Start', 'Label']);
    const tasks = documents.slice(3, 5).map(({ task }) => task.taskId);
    const selected = await as(manager).exported(projectId('COCO mini'), { format: 'json', tasks });
    expect(documentsOf(await readZip(selected.zip), 'json').map(({ task }) => task.taskId)).toEqual(tasks);
  });

  it('shows what a person adds from then on, and not in what was asked before', async () => {
    const client = as('owner@demo.example');
    const created = (await client.json('POST', '/v2/project', { name: 'Journey', description: '' })) as {
      data: { project: { _id: string } };
    };
    const id = created.data.project._id;
    await client.json('POST', `/v2/project/${id}`, {
      categorySchema: {
        tools: [{ title: 'Car', tool: 'bounding-box', schemaId: 'car' }],
        classifications: [],
        relations: [],
      },
    });
    const add = (externalId: string) =>
      client.json('POST', `/v2/project/${id}/cloud`, {
        assets: [{ data: `https://cdn.example/${externalId}`, externalId }],
      });
    await add('one.png');
    const label = async (): Promise<void> => {
      const { data } = (await client.json('GET', `/v2/project/${id}/tasks?limit=100`)) as {
        data: { tasks: { _id: string; stage: string }[] };
      };
      for (const task of data.tasks.filter(({ stage }) => stage === 'Label')) {
        const tools = [{ 'bounding-box': { x: 1, y: 2, width: 3, height: 4 }, schemaId: 'car' }];
        await client.json('POST', `/v2/annotate/${task._id}?nextStage=true`, {
          answer: { objects: tools, classifications: [], relations: [] },
          duration: 1000,
        });
      }
    };
    await label();
    const before = await client.createExport(id, { format: 'json' });
    await add('two.png');
    await label();
    const names = async (exportId: string): Promise<string[]> => {
      await client.finished(exportId);
      return documentsOf(await readZip(await client.download(exportId)), 'json').map(({ externalId }) => externalId);
    };
    expect(await names(before.id)).toEqual(['one.png']);
    expect(await names((await client.createExport(id, { format: 'json' })).id)).toEqual(['one.png', 'two.png']);
    expect(await names((await client.createExport(id, { since: before.id })).id)).toEqual(['two.png']);
  });

  it('shares one file among equal requests, and tells everybody who asked', async () => {
    const request = { format: 'ndjson', batches: ['batch 1'], include: { idleBlur: true } };
    const project = projectId('COCO mini');
    const people = [manager, 'owner@demo.example', manager].map(as);
    const asked = await Promise.all(people.map((one) => one.createExport(project, request)));
    const zips = await Promise.all(
      asked.map(async ({ id }, n) => {
        expect(await people[n]!.finished(id)).toMatchObject({ state: 'completed', reconciliation: { selected: 40 } });
        return people[n]!.download(id);
      }),
    );
    const later = await as(manager).createExport(project, request);
    expect(later.state).toBe('completed');
    zips.push(await as(manager).download(later.id));
    expect(new Set(zips.map((zip) => zip.toString('base64'))).size).toBe(1);
    // another build has another name and moment in its manifest
    const anew = await as(manager).exported(project, { ...request, reuse: false });
    expect(anew.zip.equals(zips[0]!)).toBe(false);
    for (const [n, { id }] of [...asked, later].entries()) {
      const one = people[n] ?? as(manager);
      await eventually(async () => {
        const { notifications } = (await one.json('GET', '/api/notifications?limit=100')) as {
          notifications: { exportId: string; kind: string }[];
        };
        return notifications.some(({ exportId, kind }) => exportId === id && kind === 'export.completed');
      });
    }
  });

  it('lets only managers export, and keeps strangers out', async () => {
    const path = `/api/projects/${projectId('WNUT17')}/exports`;
    const status = async (client: HubClient): Promise<number> =>
      (await client.request('POST', path, { format: 'json' })).status;
    expect(await status(as('owner@demo.example'))).toBe(202);
    expect(await status(as(manager))).toBe(202);
    for (const email of ['lead@demo.example', 'reviewer@demo.example', 'labeler@demo.example'])
      expect(await status(as(email))).toBe(403);
    expect(await status(new HubClient(hub().url, 'wrong'))).toBe(401);
    expect((await new HubClient(hub().url, 'x').request('POST', '/internal/links', {})).status).toBe(404);
  });
}
