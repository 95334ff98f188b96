import { ClientAddresses } from './client-address.js';

const from = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as Parameters<
    ClientAddresses['of']
  >[0];

it.each([
  ['the socket tells where no proxy stands before us', from('203.0.113.7', '6.6.6.6'), 0, '203.0.113.7'],
  ['what one proxy saw', from('10.0.0.1', '203.0.113.7'), 1, '203.0.113.7'],
  ['what one proxy saw, whatever the client wrote', from('10.0.0.1', '6.6.6.6, 203.0.113.7'), 1, '203.0.113.7'],
  ['what the first of two saw', from('10.0.0.1', '6.6.6.6, 203.0.113.7, 10.0.0.2'), 2, '203.0.113.7'],
  ['the socket when the proxies wrote nothing', from('10.0.0.1'), 1, '10.0.0.1'],
  ['an IPv4 address without the IPv6 form', from('::ffff:203.0.113.7'), 0, '203.0.113.7'],
  ['an IPv6 address as it is', from('2001:db8::1'), 0, '2001:db8::1'],
  ['nothing when the client has gone', from(undefined), 0, undefined],
])('is %s', (_, request, proxies, expected) => {
  expect(new ClientAddresses(proxies).of(request)).toBe(expected);
});
