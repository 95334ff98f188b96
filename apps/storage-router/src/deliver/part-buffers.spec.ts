import { PartBuffers } from './part-buffers.js';

describe('PartBuffers', () => {
  it('gives out what is free again, of the same size only', () => {
    const buffers = new PartBuffers(2);
    const part = buffers.take(8);
    buffers.free(part.subarray(0, 3));
    expect(buffers.take(9).buffer).not.toBe(part.buffer);
    const again = buffers.take(8);
    expect([again.buffer === part.buffer, again.length]).toEqual([true, 8]);
    expect(buffers.take(8).buffer).not.toBe(part.buffer);
  });

  it('keeps no more than it was told', () => {
    const buffers = new PartBuffers(1);
    const [one, two] = [buffers.take(8), buffers.take(8)];
    buffers.free(one);
    buffers.free(two);
    expect(buffers.take(8).buffer).toBe(two.buffer);
    expect(buffers.take(8).buffer).not.toBe(one.buffer);
  });
});
