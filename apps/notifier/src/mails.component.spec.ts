import { createEvent, ExportCompleted, ExportRemoved } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import { backoffMs } from './email/send-due-mails.js';
import { NotifierWorld, projectId } from './testing/notifier-world.js';

interface MailRow {
  readonly state: string;
  readonly attempts: number;
  readonly reason: string | null;
}

describe('mails', () => {
  let world: NotifierWorld;
  beforeAll(async () => {
    world = await NotifierWorld.start();
  });
  afterAll(() => world.stop());

  const rowOf = async (exportId: string): Promise<MailRow | undefined> => {
    const sql = 'select state, attempts, reason from notifier.mails where export_id = $1';
    return (await world.store.dataSource.query<MailRow[]>(sql, [exportId]))[0];
  };
  const triedOnce = (exportId: string): Promise<MailRow> =>
    eventually(async () => {
      const row = await rowOf(exportId);
      return row?.attempts === 1 ? row : null;
    });

  it('tries a mail again after a temporary refusal and gives up after a final one', async () => {
    const { bus, mail } = world;
    const before = mail.accepted.length;
    mail.refuseNext(451, 550);
    await bus.send([world.ownersExport('e3', { notify: false, sendEmail: true })]);
    expect(await triedOnce('e3')).toMatchObject({ state: 'waiting' });
    await bus.send([world.ownersExport('e4', { notify: false, sendEmail: true })]);
    expect(await triedOnce('e4')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('refused by the test') as string,
    });
    // its time comes
    await world.store.dataSource.query(`update notifier.mails set next_at = now() where export_id = 'e3'`);
    await eventually(async () => (await rowOf('e3'))?.state === 'sent');
    expect(mail.accepted).toHaveLength(before + 1);
  });

  it('asks for a link that can be revoked, to where the file lies; none when it is gone', async () => {
    const { bus, mail, owner, organizationId } = world;
    const before = mail.accepted.length;
    const location = { storageId: 's1', bucket: 'customer', key: 'exports/a.zip' };
    await bus.send([world.ownersExport('e6', { notify: true, sendEmail: true }, location)]);
    await eventually(() => mail.accepted.length > before);
    expect(world.router.asked.at(-1)).toEqual({
      location,
      organizationId,
      fileName: ExportCompleted.sample.artifacts[0]?.fileName,
      channel: 'mail',
      audit: { exportId: 'e6', kind: 'original', userId: owner.id },
    });
    const [newest] = (await world.notificationsOf(owner)).notifications;
    expect(newest).toMatchObject({ exportId: 'e6', link: '/api/exports/e6/artifacts/original/download' });
    await bus.send([world.ownersExport('e7', { notify: false, sendEmail: true }, { ...location, key: 'gone.zip' })]);
    await eventually(() => mail.accepted.length > before + 1);
    expect(mail.accepted.at(-1)).not.toContain('/d/');
  });

  it('forgets what it said of an export that has left the history', async () => {
    const { bus, mail, organizationId } = world;
    await bus.send([
      world.ownersExport('e8', { notify: true, sendEmail: true }),
      world.ownersExport('e9', { notify: true, sendEmail: false }),
    ]);
    const named = async (): Promise<string[]> =>
      (await world.notificationsOf(world.owner)).notifications.map(({ exportId }) => exportId);
    await eventually(async () => (await named()).includes('e9') && mail.accepted.some((one) => one.includes('<e8.')));
    await bus.send([
      createEvent(
        ExportRemoved,
        { ...ExportRemoved.sample, exportId: 'e8', projectId, organizationId },
        { source: 'export-api', subject: 'e8' },
      ),
    ]);
    await eventually(async () => !(await named()).includes('e8'));
    expect(await named()).toContain('e9');
    expect(await rowOf('e8')).toBeUndefined();
  });
});

it('waits longer after each refusal, never more than four hours', () => {
  expect([1, 2, 3, 20].map(backoffMs)).toEqual([30_000, 60_000, 120_000, 4 * 3600_000]);
});
