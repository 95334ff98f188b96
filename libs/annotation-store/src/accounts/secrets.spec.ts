import { newSecret } from './secrets.js';

it('makes secrets that no command line takes for an option, and no two alike', () => {
  const secrets = Array.from({ length: 2_000 }, newSecret);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9][\w-]{42}$/);
  expect(new Set(secrets).size).toBe(secrets.length);
});
