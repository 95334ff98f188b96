import { leaksIn } from './leaks.js';

const secret = { name: 'the key', text: 'k3y/with+signs"and\nlines' };
const found = (text: string): Promise<string[]> => leaksIn([{ place: 'a log', text }], [secret]);

describe('a search for leaks', () => {
  it.each([
    ['as it is', secret.text],
    ['in a URL', `?token=${encodeURIComponent(secret.text)}`],
    ['in JSON', JSON.stringify({ secret: secret.text })],
    ['in base64', `Bearer ${Buffer.from(secret.text).toString('base64')}`],
    ...['u', 'us', 'use'].map((user) => [
      `after ${user} in base64`,
      `Basic ${Buffer.from(`${user}:${secret.text}; and so on`).toString('base64')}`,
    ]),
    ['in base64 for URLs', Buffer.from(`{"key":"${secret.text}"}`).toString('base64url')],
    ['in hex', `\\x${Buffer.from(secret.text).toString('hex')}`],
  ])('finds a secret %s', async (_, text = '') => {
    expect(await found(`before ${text} after`)).toEqual(['the key in a log']);
  });

  it('finds nothing where nothing is', async () => {
    expect(await found(secret.text.slice(1))).toEqual([]);
  });
});
