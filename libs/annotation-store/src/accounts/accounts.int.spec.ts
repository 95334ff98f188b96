import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { openSampleStore, type SampleStore } from '../testing/index.js';
import { mayExport, maySee } from '../read/accounts.js';

let database: TestDatabase;
let sample: SampleStore;
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});

let users = 0;
async function member(role: 'owner' | 'admin' | 'member', password?: string) {
  const email = `User${++users}@example.org`;
  const userId = await sample.store.accounts.createUser({ email, name: 'U', password });
  await sample.store.accounts.setOrganizationRole(sample.organizationId, userId, role);
  return { email, userId };
}

it('finds the caller of an API key, with the roles of now, until it is revoked', async () => {
  const { accounts } = sample.store;
  const { userId, email } = await member('member');
  const { id, key } = await accounts.createApiKey(sample.organizationId, userId, 'ci');
  expect(await accounts.callerByApiKey(key)).toEqual({
    userId,
    email,
    name: 'U',
    organizationId: sample.organizationId,
    organizationRole: 'member',
    projectRoles: {},
  });
  await accounts.setProjectRole(sample.projectId, userId, 'Lead');
  await accounts.setProjectRole(sample.projectId, userId, 'Manager');
  expect((await accounts.callerByApiKey(key))!.projectRoles).toEqual({ [sample.projectId]: 'Manager' });
  expect(await accounts.callerByApiKey(`${key}x`)).toBeNull();
  await accounts.revokeApiKey(id);
  expect(await accounts.callerByApiKey(key)).toBeNull();
});

it('gives a plugin no more than one project, for one run, and no more than who started it', async () => {
  const { accounts } = sample.store;
  const { organizationId, projectId } = sample;
  const { userId, email } = await member('admin');
  const run = { pluginId: 'p1', pluginName: 'Mine', organizationId, projectId, userId, sendEmail: true };
  const soon = new Date(Date.now() + 60_000);
  const key = await accounts.openPluginSession({ ...run, sessionId: 'run 1', expiresAt: soon });
  expect(await accounts.callerByApiKey(key)).toEqual({
    userId,
    email,
    name: 'U',
    organizationId,
    organizationRole: 'member',
    projectRoles: { [projectId]: 'Manager' },
    pluginSession: { id: 'run 1', pluginId: 'p1', pluginName: 'Mine', projectId, sendEmail: true },
  });
  // whoever is a member only, and not of this project, lends a plugin nothing
  await accounts.setOrganizationRole(organizationId, userId, 'member');
  expect((await accounts.callerByApiKey(key))!.projectRoles).toEqual({});
  await accounts.closePluginSession('run 1');
  expect(await accounts.callerByApiKey(key)).toBeNull();
  const late = await accounts.openPluginSession({ ...run, sessionId: 'run 2', expiresAt: new Date() });
  expect(await accounts.callerByApiKey(late)).toBeNull();
});

it('lets who may export and see do so, and nobody else', async () => {
  const { accounts } = sample.store;
  const decisions: unknown[] = [];
  for (const role of ['owner', 'admin', 'member'] as const) {
    for (const projectRole of [null, 'Labeler', 'Reviewer', 'Lead', 'Manager'] as const) {
      const { userId } = await member(role);
      await accounts.setProjectRole(sample.projectId, userId, projectRole);
      const { key } = await accounts.createApiKey(sample.organizationId, userId, 'k');
      const caller = (await accounts.callerByApiKey(key))!;
      decisions.push([role, projectRole, maySee(caller, sample.projectId), mayExport(caller, sample.projectId)]);
    }
  }
  const all = (role: string) =>
    [null, 'Labeler', 'Reviewer', 'Lead', 'Manager'].map((projectRole) => [role, projectRole, true, true]);
  expect(decisions).toEqual([
    ...all('owner'),
    ...all('admin'),
    ['member', null, false, false],
    ['member', 'Labeler', true, false],
    ['member', 'Reviewer', true, false],
    ['member', 'Lead', true, false],
    ['member', 'Manager', true, true],
  ]);
});

it('signs in by password whatever the case of the e-mail, and out again', async () => {
  const { accounts, callers } = sample.store;
  const { email, userId } = await member('admin', 'correct horse');
  expect(await accounts.signIn(email, 'wrong')).toBeNull();
  expect(await accounts.signIn('nobody@example.org', 'correct horse')).toBeNull();
  const session = await accounts.signIn(email.toUpperCase(), 'correct horse');
  expect(await callers.resolve({ sessionToken: session!.token })).toMatchObject({ userId, organizationRole: 'admin' });
  await accounts.closeSession(session!.token);
  expect(await callers.resolve({ sessionToken: session!.token })).toBeNull();
  expect(await callers.resolve({})).toBeNull();
  expect(await callers.resolve({ apiKey: 'wrong', sessionToken: session!.token })).toBeNull();
});

it('forgets a session that is over', async () => {
  const { userId } = await member('member');
  const { token } = await sample.store.accounts.openSession(userId);
  await sample.store.dataSource.query(
    `update annotation_store.sessions set expires_at = now() - interval '1 second' where user_id = $1`,
    [userId],
  );
  expect(await sample.store.accounts.callerBySession(token)).toBeNull();
});

it('takes a removed member everything away', async () => {
  const { accounts } = sample.store;
  const { userId } = await member('member');
  await accounts.setProjectRole(sample.projectId, userId, 'Manager');
  const { key } = await accounts.createApiKey(sample.organizationId, userId, 'k');
  const { token } = await accounts.openSession(userId);
  await accounts.removeMember(sample.organizationId, userId);
  expect(await accounts.callerByApiKey(key)).toBeNull();
  expect(await accounts.callerBySession(token)).toBeNull();
  await accounts.setOrganizationRole(sample.organizationId, userId, 'member');
  expect((await accounts.callerBySession(token))!.projectRoles).toEqual({});
});

it('finds a member with the rights of now, for work in their name', async () => {
  const { accounts } = sample.store;
  const { userId, email } = await member('member');
  const find = () => accounts.callerByMember(sample.organizationId, userId);
  expect(await find()).toMatchObject({ userId, email, organizationRole: 'member', projectRoles: {} });
  await accounts.setProjectRole(sample.projectId, userId, 'Manager');
  expect(await find()).toMatchObject({ projectRoles: { [sample.projectId]: 'Manager' } });
  expect(await accounts.callerByMember('elsewhere', userId)).toBeNull();
  await accounts.removeMember(sample.organizationId, userId);
  expect(await find()).toBeNull();
});

it('stores no key, token or password in clear, and no two users with one e-mail', async () => {
  const { accounts, dataSource } = sample.store;
  const { userId, email } = await member('member', 'hunter2');
  const { key } = await accounts.createApiKey(sample.organizationId, userId, 'k');
  const { token } = await accounts.openSession(userId);
  const tables = ['users', 'api_keys', 'sessions'].map((table) =>
    dataSource.query(`select * from annotation_store.${table}`),
  );
  const stored = JSON.stringify(await Promise.all(tables));
  for (const secret of [key, token, 'hunter2']) expect(stored).not.toContain(secret);
  await expect(accounts.createUser({ email: email.toLowerCase(), name: 'Other' })).rejects.toMatchObject({
    code: 'conflict',
    field: 'email',
  });
});
