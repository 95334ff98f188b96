import fc from 'fast-check';
import { numberText } from './number-text.js';
import { TextChunk } from './text-chunk.js';

describe('numbers of an export', () => {
  it('are rounded to thousandths and written in the shortest form', () => {
    expect(
      [0, -0, 1, -1.5, 0.1 + 0.2, 2 / 3, -0.0004, 0.0005, 1.01, 1.001, 100.1, 5e12 + 0.5, 1e21, -1e300].map(numberText),
    ).toEqual([
      '0',
      '0',
      '1',
      '-1.5',
      '0.3',
      '0.667',
      '0',
      '0.001',
      '1.01',
      '1.001',
      '100.1',
      '5000000000000.5',
      '1e+21',
      '-1e+300',
    ]);
  });

  it('are what JSON itself makes of the rounded value, however large', () => {
    const rounded = (value: number): number =>
      Math.abs(value) < 4e12 ? (Math.sign(value) * Math.round(Math.abs(value) * 1000)) / 1000 : value;
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -5000, max: 5000, noNaN: true }),
      // around the border of 32-bit arithmetic, and of the doubles that have thousandths
      fc.integer({ min: -2000, max: 2000 }).map((n) => (2 ** 31 - 1 + n) / 1000),
      fc.integer({ min: -2000, max: 2000 }).map((n) => 4e12 + n / 8),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        const text = numberText(value);
        expect(text).toBe(JSON.stringify(rounded(value)));
        expect(JSON.parse(text)).toBe(rounded(value) + 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('TextChunk', () => {
  type Write = { text: string } | { number: number } | { whole: number } | { string: string };
  const text = fc.string({ unit: 'grapheme', maxLength: 300 });
  const write: fc.Arbitrary<Write> = fc.oneof(
    fc.record({ text }),
    fc.record({ string: text }),
    fc.record({ number: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ whole: fc.nat({ max: Number.MAX_SAFE_INTEGER }) }),
  );
  const written = (chunk: TextChunk, one: Write): string => {
    if ('string' in one) chunk.string(one.string);
    else if ('text' in one) {
      const bytes = Buffer.from(one.text);
      chunk.reserve(bytes.length, 0);
      chunk.text(bytes);
    } else {
      chunk.reserve(0, 1);
      if ('number' in one) chunk.number(one.number);
      else chunk.whole(one.whole);
    }
    if ('number' in one) return numberText(one.number);
    return 'whole' in one ? String(one.whole) : 'string' in one ? one.string : one.text;
  };

  it('gives what was written, however it is taken', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 80 }), fc.integer({ min: 1, max: 5000 }), (writes, size) => {
        const chunk = new TextChunk(size);
        const taken: Buffer[] = [];
        let expected = '';
        for (const one of writes) {
          expected += written(chunk, one);
          if (chunk.full) taken.push(chunk.take());
        }
        for (const full of taken) expect(full.length).toBeGreaterThanOrEqual(size);
        taken.push(chunk.take());
        expect(Buffer.concat(taken).toString()).toBe(expected);
        expect(chunk.take()).toHaveLength(0);
      }),
    );
  });

  it('has room for the longest number wherever it begins', () => {
    const longest = -1.2345678901234567e308;
    for (let before = 0; before < 5000; before++) {
      const chunk = new TextChunk(1 << 20);
      chunk.reserve(before, 0);
      chunk.text(Buffer.alloc(before, 'x'));
      chunk.reserve(0, 1);
      chunk.number(longest);
      const text = chunk.take();
      expect([text.length, Number(text.subarray(before).toString())]).toEqual([before + 24, longest]);
    }
  });

  it('leaves what was taken alone', () => {
    const chunk = new TextChunk(10);
    chunk.string('first');
    const first = chunk.take();
    chunk.string('later');
    expect([first.toString(), chunk.take().toString()]).toEqual(['first', 'later']);
  });
});
