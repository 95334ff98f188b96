import fc from 'fast-check';
import { longestLine, WholeLines, type Piece } from './whole-lines.js';

function pieces(text: string, size: number, between: () => boolean = () => true): Piece[] {
  const lines = new WholeLines();
  const bytes = Buffer.from(text);
  const all: Piece[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    for (const piece of lines.push(chunk, between)) all.push({ ...piece, bytes: Buffer.from(piece.bytes) });
    chunk.fill(0);
  }
  return [...all, ...lines.finish()];
}
const shown = (all: readonly Piece[]): string[] =>
  all.map((piece) => (piece.kind === 'document' ? piece.json : `bytes ${piece.bytes.toString()}`));

it.each([1, 2, 7, 1000])('finds the documents of a file in chunks of %i bytes', (size) => {
  expect(shown(pieces('{"a":1},\n{"b":"ä"},\n{"c":3}', size))).toEqual(['{"a":1}', '{"b":"ä"}', '{"c":3}']);
});

it('leaves alone what is no line with one document', () => {
  expect(shown(pieces('{\n"a":1}\n', 100))).toEqual(['bytes {\n', 'bytes "a":1}\n']);
  expect(shown(pieces('{"a":1},{"b":2,\n', 100))).toEqual(['bytes {"a":1},{"b":2,\n']);
  const long = `{"a":"${'x'.repeat(2 * longestLine)}"}`;
  expect(pieces(`${long}\n{"b":1}`, 64 * 1024).filter(({ kind }) => kind === 'document')).toHaveLength(1);
});

it('passes on what belongs to a document that has begun', () => {
  expect(shown(pieces('"b":1}\n{"c":2}\n', 100, () => false))).toEqual(['bytes "b":1}\n', 'bytes {"c":2}\n']);
});

it('loses no byte of what it passes on', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', '\n', ',', 'é', 'x') }),
      fc.integer({ min: 1, max: 9 }),
      (text, size) => {
        for (const between of [true, false]) {
          const bytes = pieces(text, size, () => between).map((piece) => piece.bytes);
          expect(Buffer.concat(bytes).toString()).toBe(text);
        }
      },
    ),
  );
});
