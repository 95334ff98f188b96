import { crc32c } from '@hub/archive';
import fc from 'fast-check';
import { PartCrc32c } from './part-crc32c.js';

it('gives the sums of @hub/archive', async () => {
  const crc = await PartCrc32c.open();
  expect(crc.of(Buffer.from('123456789'))).toBe(0xe3069283);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => expect(crc.of(bytes)).toBe(crc32c(bytes))));
});
