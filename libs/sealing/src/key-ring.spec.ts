import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { KeyRing, KeyRingError } from './key-ring.js';

const key = (): string => randomBytes(32).toString('base64');

describe('KeyRing', () => {
  it('seals with the first key and knows all of them', () => {
    const [one, two] = [key(), key()];
    const ring = KeyRing.parse(`2026-10:${one}, old_1:${two}`);
    expect(ring.sealing.id).toBe('2026-10');
    expect(ring.sealing.key.export().toString('base64')).toBe(one);
    expect(ring.key('old_1').export().toString('base64')).toBe(two);
  });

  it('takes keys without padding', () => {
    const text = key();
    expect(
      KeyRing.parse(`1:${text.replace('=', '')}`)
        .sealing.key.export()
        .toString('base64'),
    ).toBe(text);
  });

  it.each([
    ['', 'Entry 1 has no id'],
    [`1:${key()},`, 'Entry 2 has no id'],
    [key(), 'Entry 1 has no id'],
    [`:${key()}`, 'Entry 1 has an unusable id'],
    [`a b:${key()}`, 'Entry 1 has an unusable id'],
    [`1:${key()},2:${randomBytes(16).toString('base64')}`, 'Entry 2 ("2") has 16 bytes instead of 32'],
    [`1:${key()},2:`, 'Entry 2 ("2") has 0 bytes instead of 32'],
    [`1:${key().slice(0, 20)} ${key()}`, 'Entry 1 ("1") is not base64'],
    [`1:${key()},2:${key()},1:${key()}`, 'Entry 3 has the id "1" of an earlier entry'],
  ])('names the entry that is wrong (%#)', (text, message) => {
    expect(() => KeyRing.parse(text)).toThrow(KeyRingError);
    expect(() => KeyRing.parse(text)).toThrow(message);
  });

  it('never shows a key', () => {
    const secret = key();
    const ring = KeyRing.parse(`1:${secret}`);
    expect(inspect(ring, { depth: 10, showHidden: true }) + JSON.stringify(ring)).not.toContain(secret.slice(0, 8));
    for (const wrong of [secret, `${secret}:x`, `1:${secret},1:${secret}`])
      expect(() => KeyRing.parse(wrong)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
  });

  it('says which key is missing', () => {
    expect(() => KeyRing.parse(`new:${key()}`).key('old')).toThrow(
      expect.objectContaining({ code: 'seal-key-unknown', fault: 'hub', message: expect.stringContaining('"old"') }),
    );
  });
});
