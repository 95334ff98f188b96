import type { FilePart, Segment } from '@hub/archive';
import fc from 'fast-check';
import { exportFormatWriter } from './export-formats.js';
import { joinParts, type SlicePart } from './join-parts.js';

/** A segment whose key is its own plain text: the joined text can be read off the parts. */
const segment = (text: string): Segment => ({
  key: text,
  plainBytes: text.length,
  plainCrc32: 0,
  storedBytes: 1,
  storedCrc32: 0,
  storedCrc32c: 0,
});
const textOf = (parts: readonly FilePart[]): string =>
  parts
    .map((part) => (part.kind === 'segment' ? part.segment.key : Buffer.from(part.plain, 'base64').toString()))
    .join('');
const part = (texts: string[], beginsInside = false): SlicePart => ({ segments: texts.map(segment), beginsInside });

const json = exportFormatWriter({ format: 'json', finalLineFeed: false });
const ndjson = exportFormatWriter({ format: 'ndjson', finalLineFeed: false });
const oldNdjson = exportFormatWriter({ format: 'ndjson', finalLineFeed: true });

it('writes legal empty files', () => {
  expect(textOf(joinParts(json, []))).toBe('[]');
  expect(textOf(joinParts(ndjson, [part([])]))).toBe('');
  expect(textOf(joinParts(oldNdjson, [part([]), part([])]))).toBe('');
});

it('puts a final line feed only where it was asked for', () => {
  expect(textOf(joinParts(ndjson, [part(['{}'])]))).toBe('{}');
  expect(textOf(joinParts(oldNdjson, [part(['{}']), part(['{}'])]))).toBe('{}\n{}\n');
});

it('puts nothing between the parts of one document', () => {
  expect(
    textOf(joinParts(json, [part(['{"tools":[']), part(['1', ',2'], true), part([']}'], true), part(['{}'])])),
  ).toBe('[{"tools":[1,2]},\n{}]');
});

it('gives the same file however documents are spread over slices, with slices that wrote nothing in between', () => {
  const slices = fc.array(fc.array(fc.nat(9), { maxLength: 3 }));
  fc.assert(
    fc.property(slices, fc.constantFrom(json, ndjson, oldNdjson), (spread, format) => {
      const parts = spread.map((documents) => part(documents.length ? [documents.join(format.separator)] : []));
      const all = spread.flat();
      const expected = all.length ? format.head + all.join(format.separator) + format.tail : format.empty;
      expect(textOf(joinParts(format, parts))).toBe(expected);
    }),
  );
});
