import { FolderLinkSigner, verifyFolderLink, type FolderLink } from './folder-links.js';

const secret = 'a secret of at least sixteen';
const signer = new FolderLinkSigner('exports', { publicUrl: 'https://hub.test', secret });

async function linkOf(key: string, fileName: string, expiresIn = 60): Promise<FolderLink> {
  const { url } = await signer.signDownload(key, { expiresIn, fileName });
  const { pathname, searchParams } = new URL(url);
  const [, , bucket, ...segments] = pathname.split('/').map(decodeURIComponent);
  return {
    bucket: bucket!,
    key: segments.join('/'),
    expires: Number(searchParams.get('expires')),
    fileName: searchParams.get('fn')!,
    signature: searchParams.get('sig')!,
  };
}

describe('folder links', () => {
  it('carry what was signed', async () => {
    const link = await linkOf('p1/exports/Ü (1)*.zip', 'Ü "1".zip');
    expect(link).toMatchObject({ bucket: 'exports', key: 'p1/exports/Ü (1)*.zip', fileName: 'Ü "1".zip' });
    expect(() => verifyFolderLink(link, secret)).not.toThrow();
  });

  it.each<[string, Partial<FolderLink>]>([
    ['bucket', { bucket: 'staging' }],
    ['key', { key: 'p1/other.zip' }],
    ['expiry', { expires: 9_999_999_999 }],
    ['file name', { fileName: 'evil.exe' }],
    ['signature', { signature: 'AAAA' }],
  ])('are void with another %s', async (_, change) => {
    const link = { ...(await linkOf('p1/a.zip', 'a.zip')), ...change };
    expect(() => verifyFolderLink(link, secret)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  it('are void with another secret, and after their time', async () => {
    const link = await linkOf('p1/a.zip', 'a.zip', 60);
    expect(() => verifyFolderLink(link, 'another secret, also long')).toThrow('signature');
    expect(() => verifyFolderLink(link, secret, new Date(Date.now() + 61_000))).toThrow('expired');
  });
});
