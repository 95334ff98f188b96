import { guardSettings } from './guard-settings.js';
import { parseAllowedTargets } from './allowed-targets.js';

const shown = (text: string): string[] =>
  parseAllowedTargets(text).map(({ block: [network, bits], port }) => `${network.toString()}/${bits} ${port ?? 'any'}`);

it.each([
  ['', []],
  [' , ', []],
  ['127.0.0.1', ['127.0.0.1/32 any']],
  ['127.0.0.1:9000', ['127.0.0.1/32 9000']],
  ['10.2.0.0/16', ['10.2.0.0/16 any']],
  ['10.2.0.0/16:443', ['10.2.0.0/16 443']],
  ['fd00::/8', ['fd00::/8 any']],
  ['::1', ['::1/128 any']],
  ['[::1]:9000', ['::1/128 9000']],
  ['[fd00::/8]:9000', ['fd00::/8 9000']],
  ['::ffff:10.0.0.1', ['10.0.0.1/32 any']],
  ['10.0.0.1, [::1]', ['10.0.0.1/32 any', '::1/128 any']],
])('reads %j', (text, expected) => expect(shown(text)).toEqual(expected));

it.each([
  ['localhost', 'names are not taken'],
  ['localhost:9000', 'names are not taken'],
  ['10.0.0.0/33', 'prefix'],
  ['::/129', 'prefix'],
  ['10.0.0.0/', 'prefix'],
  ['10.0.0.1:0', 'port'],
  ['10.0.0.1:70000', 'port'],
  ['10.0.0.1:http', 'no address'],
  ['010.0.0.1', 'no address'],
  ['127.1', 'no address'],
  ['fe80::1%eth0', 'no address'],
  ['*', 'no address'],
])('refuses %j: %s', (text, reason) => {
  expect(() => parseAllowedTargets(`10.0.0.1, ${text}`)).toThrow(reason);
  expect(() => parseAllowedTargets(`10.0.0.1, ${text}`)).toThrow(`"${text}"`);
});

it('stops a service at its start, with the entry that is wrong', () => {
  const { error } = guardSettings.safeParse({ OUTBOUND_ALLOW: '10.0.0.1, minio' });
  expect(error?.issues[0]).toMatchObject({ path: ['OUTBOUND_ALLOW'], message: expect.stringContaining('"minio"') });
});
