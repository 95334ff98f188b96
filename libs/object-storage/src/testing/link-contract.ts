import type { Bucket } from '../object-storage.js';
import {
  unless,
  type BucketUnderTest,
  type KeyOf,
  type OpenBucketUnderTest,
  type StoreTraits,
} from './bucket-under-test.js';

/** Signed links. */
export function describeLinkContract(open: OpenBucketUnderTest, key: KeyOf, traits: StoreTraits): void {
  describe('links', () => {
    let tested: BucketUnderTest;
    let bucket: Bucket;
    beforeAll(async () => {
      tested = await open();
      bucket = tested.bucket;
    });
    it('signs an absolute ASCII address that expires', async () => {
      await bucket.put(key('link ü'), Buffer.from('x'));
      const before = Date.now();
      const { url, expiresAt } = await bucket.links.signDownload(key('link ü'), {
        expiresIn: 60,
        fileName: 'Übung "1".zip',
      });
      expect(url).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
      expect(new URL(url).href).toBe(url);
      expect(Math.abs(expiresAt.getTime() - before - 60_000)).toBeLessThan(5_000);
      for (const name of ['name', 'url', 'project', 'type', 'storageId'])
        expect(new URL(url).searchParams.has(name)).toBe(false);
    });

    it('lets its bearer download, in ranges, under a name', async () => {
      if (!tested.fetchLink) return;
      await bucket.put(key('download.zip'), Buffer.from('0123456789'));
      const { url } = await bucket.links.signDownload(key('download.zip'), {
        expiresIn: 60,
        fileName: 'Übung "1".zip',
        contentType: 'application/zip',
      });
      const whole = await tested.fetchLink(url);
      expect(await whole.text()).toBe('0123456789');
      expect(whole.headers.get('content-disposition')).toContain("filename*=UTF-8''%C3%9Cbung%20%221%22.zip");
      const range = await tested.fetchLink(url, { headers: { range: 'bytes=2-4' } });
      expect([range.status, await range.text()]).toEqual([206, '234']);
    });

    unless(traits.gaps?.includes('link-signatures'))('is good for its object only', async () => {
      if (!tested.fetchLink) return;
      await bucket.put(key('mine.zip'), Buffer.from('mine'));
      await bucket.put(key('other.zip'), Buffer.from('other'));
      const { url } = await bucket.links.signDownload(key('mine.zip'), { expiresIn: 60, fileName: 'a.zip' });
      expect((await tested.fetchLink(url)).status).toBe(200);
      expect((await tested.fetchLink(url.replace('mine.zip', 'other.zip'))).status).toBe(403);
    });
  });
}
