import { randomBytes } from 'node:crypto';
import { Failure } from '@hub/failures';
import fc from 'fast-check';
import { EnvelopeSealer } from './envelope-sealer.js';
import { KeyRing } from './key-ring.js';

const entry = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [one, two] = [entry('1'), entry('2')];
const sealer = new EnvelopeSealer(KeyRing.parse(`${one},${two}`));
const aad = 'storages/7';
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** Opened, the Failure's words, or a complaint that the error is no Failure. */
function outcome(open: () => string): { opened?: string; refused?: Failure } {
  try {
    return { opened: open() };
  } catch (error) {
    if (error instanceof Failure) return { refused: error };
    throw error;
  }
}

describe('EnvelopeSealer', () => {
  it('opens what it sealed, any text under any AAD', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, place) => {
        expect(sealer.open(sealer.seal(text, place), place)).toBe(text);
      }),
    );
  });

  it('never gives the same text twice, and shows nothing of the secret', () => {
    const sealed = Array.from({ length: 50 }, () => sealer.seal(secret, aad));
    expect(new Set(sealed.flatMap((text) => text.split(':').slice(3))).size).toBe(100);
    for (const text of sealed) {
      expect(text).toMatch(/^sealed:v1:1:[\w-]{80}:[\w-]+$/);
      expect(Buffer.from(text.split(':')[4] ?? '', 'base64url').toString('latin1')).not.toContain(secret.slice(0, 4));
    }
  });

  it('takes a fresh nonce each time, also for the key that wraps', () => {
    const nonceOf = (box: string): string => Buffer.from(box, 'base64url').subarray(0, 12).toString('hex');
    const nonces = Array.from({ length: 50 }, () => sealer.seal(secret, aad).split(':').slice(3).map(nonceOf)).flat();
    expect(new Set(nonces).size).toBe(100);
  });

  it('refuses any changed character, wherever it is, and tells nothing', () => {
    const sealed = sealer.seal(secret, aad);
    const characters = [...'ABCDz9-_:=+/ \n'];
    for (let at = 0; at < sealed.length; at++) {
      for (const character of characters.filter((one) => one !== sealed[at])) {
        const { opened, refused } = outcome(() =>
          sealer.open(sealed.slice(0, at) + character + sealed.slice(at + 1), aad),
        );
        expect(opened).toBeUndefined();
        expect(refused?.code).toMatch(/^seal-(broken|key-unknown)$/);
        expect(JSON.stringify({ ...refused, message: refused?.message, cause: refused?.cause })).not.toContain(secret);
      }
    }
  });

  it('refuses any flipped bit of the key, the nonces, the contents and the tags', () => {
    const sealed = sealer.seal(secret, aad);
    const parts = sealed.split(':');
    const flip = fc.record({ part: fc.constantFrom(3, 4), at: fc.nat(), bit: fc.nat(7) });
    fc.assert(
      fc.property(flip, ({ part, at, bit }) => {
        const bytes = Buffer.from(parts[part] ?? '', 'base64url');
        const index = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
        const changed = parts.with(part, bytes.toString('base64url')).join(':');
        expect(outcome(() => sealer.open(changed, aad)).refused?.code).toBe('seal-broken');
      }),
      { numRuns: 500 },
    );
  });

  it('refuses tags and contents that were cut off', () => {
    const parts = sealer.seal(secret, aad).split(':');
    for (const part of [3, 4]) {
      const bytes = Buffer.from(parts[part] ?? '', 'base64url');
      for (let length = 0; length < bytes.length; length++) {
        const changed = parts.with(part, bytes.subarray(0, length).toString('base64url')).join(':');
        expect(outcome(() => sealer.open(changed, aad)).refused?.code).toBe('seal-broken');
      }
    }
  });

  it('refuses the seal of another place, and parts of two seals put together', () => {
    fc.assert(
      fc.property(fc.string(), (place) => {
        fc.pre(place !== aad);
        expect(outcome(() => sealer.open(sealer.seal(secret, aad), place)).refused?.code).toBe('seal-broken');
      }),
    );
    const [a, b] = [sealer.seal(secret, aad).split(':'), sealer.seal('another', aad).split(':')];
    expect(outcome(() => sealer.open(a.with(4, b[4] ?? '').join(':'), aad)).refused?.code).toBe('seal-broken');
    // the key's id is bound too: another key of the ring is not tried
    expect(outcome(() => sealer.open(a.with(2, '2').join(':'), aad)).refused?.code).toBe('seal-broken');
    expect(outcome(() => sealer.open(a.with(2, 'gone').join(':'), aad)).refused?.code).toBe('seal-key-unknown');
  });

  it.each(['', 'sealed', 'sealed:v1', 'sealed:v1:1:a', 'sealed:v2:1:a:b', secret])('refuses %j', (text) => {
    expect(outcome(() => sealer.open(text, aad)).refused?.code).toBe('seal-broken');
  });
});

describe('rewrapping', () => {
  const [before, after] = [KeyRing.parse(one), KeyRing.parse(`${two},${one}`)].map((ring) => new EnvelopeSealer(ring));
  const onlyNew = new EnvelopeSealer(KeyRing.parse(two));
  const sealed = before?.seal(secret, aad) ?? '';

  it('moves a secret under the first key, with its content untouched', () => {
    const rewrapped = after?.rewrap(sealed, aad) ?? '';
    expect(rewrapped.split(':')[2]).toBe('2');
    expect(rewrapped.split(':')[4]).toBe(sealed.split(':')[4]);
    expect(onlyNew.open(rewrapped, aad)).toBe(secret);
    expect(after?.open(sealed, aad)).toBe(secret);
  });

  it('leaves what is under the first key', () => {
    expect(before?.rewrap(sealed, aad)).toBe(sealed);
  });

  it('refuses another place and a key that is gone', () => {
    expect(outcome(() => after?.rewrap(sealed, 'storages/8') ?? '').refused?.code).toBe('seal-broken');
    expect(outcome(() => onlyNew.rewrap(sealed, aad)).refused?.code).toBe('seal-key-unknown');
  });
});
