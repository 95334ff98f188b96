import fc from 'fast-check';
import { crc32, crc32c, crc32cCombine, crc32Combine } from './crc.js';

const check = Buffer.from('123456789');

describe('CRC-32 and CRC-32C', () => {
  it('gives the published check values', () => {
    expect(crc32(check)).toBe(0xcbf43926);
    expect(crc32c(check)).toBe(0xe3069283);
    // RFC 3720 §B.4
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  });

  it('combines any two runs into the sum of both', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        const both = Buffer.concat([a, b]);
        expect(crc32Combine(crc32(a), crc32(b), b.length)).toBe(crc32(both));
        expect(crc32cCombine(crc32c(a), crc32c(b), b.length)).toBe(crc32c(both));
        expect(crc32c(b, crc32c(a))).toBe(crc32c(both));
      }),
    );
  });

  it('combines runs longer than 32 bits can count', () => {
    // associative: (a·b)·c = a·(b·c), with 6 TiB runs
    const long = 6 * 2 ** 40 + 12_345;
    for (const combine of [crc32Combine, crc32cCombine]) {
      const left = combine(combine(0x12345678, 0x9abcdef0, long), 0x0fedcba9, long);
      const right = combine(0x12345678, combine(0x9abcdef0, 0x0fedcba9, long), 2 * long);
      expect(left).toBe(right);
    }
  });
});
