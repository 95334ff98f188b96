import { RoleSessions, type RoleSession } from './role-sessions.js';

/** STS and a clock by hand. Sessions live for an hour. */
function given() {
  let now = Date.parse('2026-01-01T00:00:00Z');
  let assumed = 0;
  let broken: Error | null = null;
  const assume = async (): Promise<RoleSession> => {
    await Promise.resolve();
    if (broken) throw broken;
    assumed++;
    const keys = { accessKeyId: `id-${assumed}`, secretAccessKey: 'secret', sessionToken: 'token' };
    return { ...keys, expiresAt: new Date(now + 3_600_000) };
  };
  return {
    sessions: new RoleSessions(assume, () => now),
    pass: (seconds: number) => (now += seconds * 1000),
    breakSts: (error: Error | null) => (broken = error),
    assumed: () => assumed,
  };
}

it('assumes the role once for all who ask at the same time', async () => {
  const { sessions, assumed } = given();
  const got = await Promise.all(Array.from({ length: 20 }, () => sessions.current(300)));
  expect(new Set(got.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['id-1']));
  expect(assumed()).toBe(1);
});

it('keeps a session until too little of it is left, then renews it once', async () => {
  const { sessions, pass, assumed } = given();
  await sessions.current(300);
  pass(3300);
  expect(await sessions.current(300)).toMatchObject({ accessKeyId: 'id-1' });
  pass(1);
  const got = await Promise.all([sessions.current(300), sessions.current(300)]);
  expect(got.map(({ accessKeyId }) => accessKeyId)).toEqual(['id-2', 'id-2']);
  expect(assumed()).toBe(2);
});

it('lives through an outage of STS as long as its session works', async () => {
  const { sessions, pass, breakSts } = given();
  await sessions.current(300);
  breakSts(new Error('STS is down'));
  pass(3500);
  expect(await sessions.current(300)).toMatchObject({ accessKeyId: 'id-1' });
  pass(50);
  await expect(sessions.current(300)).rejects.toThrow('STS is down');
  breakSts(null);
  expect(await sessions.current(300)).toMatchObject({ accessKeyId: 'id-2' });
});

it('asks again after a refusal', async () => {
  const { sessions, breakSts } = given();
  breakSts(new Error('not trusted yet'));
  await expect(sessions.current(300)).rejects.toThrow('not trusted yet');
  breakSts(null);
  await expect(sessions.current(300)).resolves.toMatchObject({ accessKeyId: 'id-1' });
});
