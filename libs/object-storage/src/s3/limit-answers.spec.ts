import { Readable } from 'node:stream';
import fc from 'fast-check';
import { limited } from './limit-answers.js';

const never = 60_000;

it('gives the same bytes up to the limit, and none of a longer answer as a whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })), fc.nat(400), async (chunks, most) => {
      const whole = Buffer.concat(chunks);
      const read = limited(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), most, never).toArray();
      if (whole.length > most) await expect(read).rejects.toMatchObject({ name: 'AnswerTooLong' });
      else expect(Buffer.concat((await read) as Buffer[]).equals(whole)).toBe(true);
    }),
  );
});

it('stops reading what takes too long', async () => {
  const source = new Readable({ read: () => undefined });
  source.push('x');
  await expect(limited(source, 100, 20).toArray()).rejects.toMatchObject({ name: 'AnswerTooSlow' });
  expect(source.destroyed).toBe(true);
});

it('passes on how the answer broke', async () => {
  const source = new Readable({ read: () => undefined });
  const read = limited(source, 100, never).toArray();
  source.destroy(new Error('reset'));
  await expect(read).rejects.toThrow('reset');
});
