import { isIPv6 } from 'node:net';
import { parse, parseCIDR, type IPv4, type IPv6 } from 'ipaddr.js';

export type Address = IPv4 | IPv6;
export type Block = readonly [Address, number];

/**
 * What is no public IPv4 address, and why. Source: IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later), and
 * multicast.
 */
const notPublicV4 = blocks([
  ['0.0.0.0/8', 'this host'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared with a carrier'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'for documentation'],
  ['192.31.196.0/24', 'reserved'],
  ['192.52.193.0/24', 'reserved'],
  ['192.88.99.0/24', 'a 6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'reserved'],
  ['198.18.0.0/15', 'for benchmarks'],
  ['198.51.100.0/24', 'for documentation'],
  ['203.0.113.0/24', 'for documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
]);

/** Only 2000::/3 is given out at all; these parts of it are special. Source: IANA IPv6 Special-Purpose Address Registry. */
const givenOutV6 = blockOf('2000::/3');
const notPublicV6 = blocks([
  ['2001::/23', 'reserved or a Teredo tunnel'],
  ['2001:db8::/32', 'for documentation'],
  ['2002::/16', 'a 6to4 tunnel'],
  ['2620:4f:8000::/48', 'reserved'],
  ['3fff::/20', 'for documentation'],
]);
/** Said in words before "not given out", which is what they are. */
const knownV6 = blocks([
  ['::1/128', 'loopback'],
  ['::/96', 'an IPv4 address in disguise'],
  ['64:ff9b:1::/48', 'an IPv4 address in disguise'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'private'],
  ['ff00::/8', 'multicast'],
]);

/** IPv4-mapped, and the NAT64 prefix that every network may use: both reach the IPv4 address in their last 32 bits. */
const carriersOfV4 = [blockOf('::ffff:0:0/96'), blockOf('64:ff9b::/96')];

/** Reads a literal as Node's `net.isIP` takes it, without a zone (`%eth0`). Throws for anything else. */
export function addressOf(literal: string): Address {
  // ipaddr.js takes `::127.0.0.1` for `::ffff:127.0.0.1`, the system does not: it gets the form without dots
  const address = parse(isIPv6(literal) ? new URL(`http://[${literal}]`).hostname.slice(1, -1) : literal);
  return carriersOfV4.some((carrier) => within(address, carrier)) ? v4Inside(address) : address;
}

function v4Inside(address: Address): Address {
  return parse(address.toByteArray().slice(-4).join('.'));
}

/** Why an address is not public; null when it is. */
export function flawOf(address: Address): string | null {
  if (address.kind() === 'ipv4') return reasonIn(notPublicV4, address);
  return (
    reasonIn(knownV6, address) ??
    reasonIn(notPublicV6, address) ??
    (within(address, givenOutV6) ? null : 'not given out to anybody')
  );
}

export function within(address: Address, [network, bits]: Block): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function reasonIn(table: readonly (readonly [Block, string])[], address: Address): string | null {
  return table.find(([block]) => within(address, block))?.[1] ?? null;
}

function blocks(table: readonly (readonly [string, string])[]): (readonly [Block, string])[] {
  return table.map(([cidr, reason]) => [blockOf(cidr), reason] as const);
}

/** Throws when the text is no CIDR block. */
export function blockOf(cidr: string): Block {
  return parseCIDR(cidr);
}
