import { inflateSync } from 'node:zlib';
import { maskRows } from './mask-rows.js';
import { writePng } from './png-rows.js';

it('writes a PNG whose pixels are those of the zones, without holes, later over earlier', async () => {
  const square = (a: number, b: number): [number, number][] => [
    [a, a],
    [b, a],
    [b, b],
    [a, b],
  ];
  const shapes = [
    { value: 1, zones: [{ region: square(0, 5), holes: [square(1, 3)] }] },
    { value: 2, zones: [{ region: square(4, 9), holes: [] }] },
  ];
  const parts: Buffer[] = [];
  const file = { write: async (bytes: Buffer | string) => void parts.push(Buffer.from(bytes)), end: async () => {} };
  await writePng({ width: 6, height: 5, palette: Buffer.alloc(9) }, maskRows(shapes, { width: 6, height: 5 }), file);
  const idat = parts.filter((part) => part.toString('latin1', 4, 8) === 'IDAT').map((part) => part.subarray(8, -4));
  const pixels = inflateSync(Buffer.concat(idat));
  const rows = [0, 1, 2, 3, 4].map((y) => [...pixels.subarray(y * 7 + 1, y * 7 + 7)].join(''));
  expect(rows).toEqual(['111110', '100110', '100110', '111110', '111122']);
});
