import type { Caller } from '@hub/annotation-store';
import fc from 'fast-check';
import { safeFileName } from './safe-file-name.js';
import { tokenOf, uploadAddress } from './upload-address.js';
import { readUploadWish } from './upload-wish.js';

const token = 'T-_3'.repeat(11).slice(0, 43);
const caller: Caller = {
  userId: 'u',
  email: 'u@spec.example',
  name: 'U',
  organizationId: 'o',
  organizationRole: 'member',
  projectRoles: {},
};

describe('the file name of an upload', () => {
  it.each([
    ['p1-export-2025-01-01T10-00-00.000Z.zip', 'p1-export-2025-01-01T10-00-00.000Z.zip'],
    ['a#b&c+d e%20.zip', 'a_b_c_d_e_20.zip'],
    ['p1/exports/größe.csv', 'größe.csv'],
    ['..\\..\\evil.exe', 'evil.exe'],
    ['../..', '_'],
    ['.htaccess', '_htaccess'],
    ['con.txt', '_con.txt'],
    ['/', '_'],
  ])('%s becomes %s', (wanted, name) => expect(safeFileName(wanted)).toBe(name));

  it('is safe in a key, a header and a shell, whatever was wanted, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (wanted) => {
        const name = safeFileName(wanted);
        expect(name).toMatch(/^[\p{L}\p{M}\p{N}_()-][\p{L}\p{M}\p{N}._()-]*$/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(safeFileName(name)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the address of an upload', () => {
  it('is ASCII, has no query, and is found again whatever is pasted behind it', () => {
    const address = uploadAddress('https://hub.example/base', token, 'größe (1).zip');
    expect(address).toBe(`https://hub.example/base/uploads/${token}/gr%C3%B6%C3%9Fe%20%281%29.zip`);
    for (const pasted of [
      address,
      decodeURIComponent(address),
      `${address}?X-Amz-Date=1`,
      `/uploads/${token}`,
      `${address}#a`,
    ])
      expect(tokenOf(pasted)).toBe(token);
  });

  it.each([
    'https://hub.example/uploads/short/a.zip',
    `https://hub.example/?u=/uploads/${token}/a`,
    `https://hub.example/uploads/${token}x/a`,
    '',
  ])('is not %s', (address) => expect(tokenOf(address)).toBeNull());
});

describe('what getUploadUrl was asked', () => {
  it('has project and type of its own, or in the name as old SDKs send it', () => {
    expect(readUploadWish({ name: 'a.zip', project: 'p', type: 'assets' }, caller)).toMatchObject({
      projectId: 'p',
      type: 'assets',
    });
    expect(readUploadWish({ name: 'p/exports/a.zip' }, caller)).toMatchObject({ projectId: 'p', type: 'exports' });
    expect(readUploadWish({ name: 'p/brushes/a.png', project: 'q' }, caller)).toMatchObject({
      projectId: 'q',
      type: 'brushes',
    });
  });

  it('falls back to the project of the run when a # cut the rest off', () => {
    const pluginSession = { id: 's', pluginId: 'x', pluginName: 'X', projectId: 'p', sendEmail: false };
    expect(readUploadWish({ name: 'a' }, { ...caller, pluginSession })).toMatchObject({
      projectId: 'p',
      type: 'exports',
    });
    expect(() => readUploadWish({ name: 'a' }, caller)).toThrow('The project is missing.');
    expect(() => readUploadWish({}, caller)).toThrow('The name of the file is missing.');
    expect(() => readUploadWish({ name: 'a', project: 'p', type: 'evil' }, caller)).toThrow("no upload of type 'evil'");
  });
});
