import type { DeliveryView } from '../continuous/delivery-view.js';
import { DeliveryBench } from '../testing/delivery-bench.js';
import { roles, type Role } from '../testing/people.js';

let bench: DeliveryBench;
beforeAll(async () => (bench = await DeliveryBench.start()));
afterAll(() => bench.world.stop());
afterEach(() => bench.clear());

const expectations: Record<Role | 'nobody', 'allowed' | 401 | 403 | 404> = {
  owner: 'allowed',
  admin: 'allowed',
  manager: 'allowed',
  lead: 403,
  reviewer: 403,
  labeler: 403,
  unassigned: 403,
  stranger: 404,
  revoked: 401,
  nobody: 401,
};
const people = [...roles, 'nobody'] as const;

describe('who may', () => {
  it.each(people.flatMap((person) => (['GET', 'PUT', 'DELETE'] as const).map((method) => [method, person] as const)))(
    '%s: %s',
    async (method, person) => {
      await bench.set({ tasks: 5 });
      const body = method === 'PUT' ? { tasks: 6 } : undefined;
      const role = person === 'nobody' ? null : person;
      const answer = await bench.world.call(role, method, bench.path, body);
      const expected = expectations[person];
      expect(answer.status).toBe(expected === 'allowed' ? (method === 'DELETE' ? 204 : 200) : expected);
      if (expected === 'allowed') return;
      expect((await bench.view()).tasks).toBe(5);
      expect(JSON.stringify(answer.body)).not.toContain('manager@spec.example');
    },
  );
});

describe('the settings', () => {
  it('have defaults, and are answered as they were asked', async () => {
    const made = await bench.set({ tasks: 5 });
    expect(made).toEqual({
      enabled: true,
      format: 'json',
      converter: null,
      include: { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false },
      quarantine: { policy: 'set-aside' },
      everySeconds: null,
      tasks: 5,
      path: null,
      sendEmail: false,
      notify: false,
      from: 'now',
      setUpBy: { userId: expect.any(String), email: 'manager@spec.example' },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      status: {
        batches: 0,
        lastBatch: null,
        underWay: false,
        startsAnew: false,
        waiting: 0,
        nextDueAt: null,
        retriesAt: null,
        standstill: null,
      },
    });
    expect(await bench.view()).toEqual(made);
    const settings = {
      enabled: false,
      stages: ['Label'],
      format: 'split',
      converter: 'coco',
      include: { metadata: false, history: true, onlyKeyFrames: false, idleBlur: false },
      quarantine: { policy: 'fail-above', limit: 3 },
      everySeconds: 60,
      tasks: null,
      path: 'stream/{batch}',
      sendEmail: true,
      notify: true,
    };
    const changed = await bench.set(settings, 'owner');
    expect(changed).toMatchObject({ ...settings, setUpBy: { email: 'owner@spec.example' }, createdAt: made.createdAt });
    // what is answered can be sent back
    const { status: _, setUpBy: __, createdAt: ___, updatedAt: ____, ...again } = changed;
    expect(await bench.set(again, 'owner')).toMatchObject(settings);
  });

  it.each([
    [{}, 'everySeconds', /everySeconds, tasks, or both/],
    [{ everySeconds: null, tasks: null }, 'everySeconds', /everySeconds, tasks, or both/],
    [{ everySeconds: 9 }, 'everySeconds', /10/],
    [{ tasks: 0 }, 'tasks', /1/],
    [{ tasks: 1.5 }, 'tasks', /int/],
    [{ tasks: 1, stages: ['Nope'] }, 'stages', /Start, Label/],
    [{ tasks: 1, stages: [] }, 'stages', /leave it out/],
    [{ tasks: 1, format: 'csv' }, 'format', /ndjson/],
    [{ tasks: 1, from: 'yesterday' }, 'from', /beginning/],
    [{ tasks: 1, path: '../{batch}' }, 'path', /\.\./],
    [{ tasks: 1, path: '{user}' }, 'path', /placeholder/],
    [{ tasks: 1, include: { all: true } }, 'include', /all/],
    [{ tasks: 1, since: 'x' }, 'since', /since/],
  ])('are refused: %j', async (body, field, message) => {
    const answer = await bench.put(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad-request' } });
    expect(answer.body.field).toContain(field);
    expect(JSON.stringify(answer.body)).toMatch(message);
    expect((await bench.world.call('manager', 'GET', bench.path)).status).toBe(404);
  });
});

it('is not there before it is set up and after it was deleted', async () => {
  for (const method of ['GET', 'DELETE'])
    expect(await bench.world.call('manager', method, bench.path)).toMatchObject({
      status: 404,
      body: { code: 'not-found', message: 'This project has no continuous delivery.' },
    });
  await bench.set({ tasks: 1 });
  await bench.tasks(1);
  await bench.advance();
  const batch = await bench.batch();
  await bench.clear();
  // what is under way is still delivered, as an ordinary export of the history
  await bench.complete(batch);
  expect(await bench.world.view(batch.id)).toMatchObject({ state: 'completed', request: { continuous: { batch: 1 } } });
  expect((await bench.world.call('manager', 'GET', bench.path)).status).toBe(404);
});

it('comes to one when two people set it up at once', async () => {
  const answers = await Promise.all(
    [1, 2, 3, 4].map((tasks) => bench.put<DeliveryView>({ tasks }, tasks % 2 ? 'owner' : 'manager')),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect([1, 2, 3, 4]).toContain((await bench.view()).tasks);
});
