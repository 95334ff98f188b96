import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBucketContract } from '../testing/bucket-contract.js';
import { openFolderBucket } from './open-folder-bucket.js';

const folder = mkdtempSync(join(tmpdir(), 'hub-folder-bucket-'));
const links = { publicUrl: 'http://hub.test', secret: 'a secret of at least sixteen' };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeBucketContract('folder', () =>
  Promise.resolve({ bucket: openFolderBucket(folder, 'contract', links), partBytes: 64 * 1024 }),
);

describe('FolderObjectStorage', () => {
  it('leaves no temporary file behind', async () => {
    const bucket = openFolderBucket(folder, 'tidy');
    await bucket.put('a/b', Buffer.from('x'));
    await expect(bucket.put('a/b', Buffer.from('y'), { ifAbsent: true })).rejects.toMatchObject({
      code: 'object-exists',
    });
    expect(readdirSync(join(folder, 'tidy', 'incoming'))).toEqual([]);
    await bucket.delete('a/b');
    expect(readdirSync(join(folder, 'tidy', 'objects'))).toEqual([]);
  });

  it('shows an object that somebody copied into the folder', async () => {
    const bucket = openFolderBucket(folder, 'shared');
    await bucket.put('mine', Buffer.from('x'));
    const { copyFileSync } = await import('node:fs');
    copyFileSync(join(folder, 'shared', 'objects', 'mine'), join(folder, 'shared', 'objects', 'theirs'));
    expect(await bucket.head('theirs')).toMatchObject({ bytes: 1, metadata: {} });
  });

  it('refuses an object named like the folder of another', async () => {
    const bucket = openFolderBucket(folder, 'conflict');
    await bucket.put('a/b', Buffer.from('x'));
    await expect(bucket.put('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'bad-key' });
    await expect(bucket.put('a/b/c', Buffer.from('x'))).rejects.toMatchObject({ code: 'bad-key' });
    expect(await bucket.head('a')).toBeNull();
    expect(await bucket.head('a/b/c')).toBeNull();
  });
});
