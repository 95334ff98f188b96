import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { RunningSha256 } from './running-sha256.js';

describe('RunningSha256', () => {
  it('goes on from a saved state as if nothing had happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), async (chunks) => {
        let state: string | undefined;
        for (const chunk of chunks) {
          const hash = await RunningSha256.open(state);
          hash.update(chunk);
          state = hash.save();
        }
        const expected = createHash('sha256').update(Buffer.concat(chunks)).digest('hex');
        expect((await RunningSha256.open(state)).digest()).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });
});
