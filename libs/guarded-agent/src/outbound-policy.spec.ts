import fc from 'fast-check';
import { guardSettings } from './guard-settings.js';
import { hostRefusal, refusalOf } from './outbound-policy.js';

const closed = guardSettings.parse({});
const allowing = (text: string) => guardSettings.parse({ OUTBOUND_ALLOW: text });
const https = { port: 443, scheme: 'https' } as const;

describe('addresses that are refused', () => {
  it.each([
    ['0.0.0.0', 'this host'],
    ['0.1.2.3', 'this host'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'shared with a carrier'],
    ['100.127.255.255', 'shared with a carrier'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarks'],
    ['198.19.255.255', 'benchmarks'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::', 'disguise'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'disguise'],
    ['::8.8.8.8', 'disguise'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0:0:0:0:0:ffff:0a00:0001', 'private'],
    ['::ffff:0:127.0.0.1', 'not given out'],
    ['64:ff9b::127.0.0.1', 'loopback'],
    ['64:ff9b::a00:1', 'private'],
    ['64:ff9b:1::8.8.8.8', 'disguise'],
    ['100::1', 'not given out'],
    ['2001::1', 'Teredo'],
    ['2001:0:4136:e378:8000:63bf:80ff:fffe', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::1', '6to4'],
    ['2002:a00:1::', '6to4'],
    ['3fff::1', 'documentation'],
    ['5f00::1', 'not given out'],
    ['fc00::1', 'private'],
    ['fdff::1', 'private'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'private'],
    ['ff02::1', 'multicast'],
    ['fe80::1%eth0', 'zone'],
    ['2606:4700::1%lo', 'zone'],
    ['169.254.169.254', 'metadata'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
  ])('%s: %s', (literal, reason) => {
    expect(refusalOf(closed, literal, https)).toContain(reason);
    expect(hostRefusal(closed, literal.includes(':') ? `[${literal}]` : literal, https)).toContain(reason);
  });

  it.each(['8.8.8.8', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '11.0.0.1', '223.255.255.255'])(
    'lets %s through',
    (literal) => expect(refusalOf(closed, literal, https)).toBeNull(),
  );
  it.each(['2606:4700::1', '2a00:1450:4001::200e', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    'lets %s through',
    (literal) => expect(refusalOf(closed, literal, https)).toBeNull(),
  );
});

describe('ports and schemes of public addresses', () => {
  it.each([
    [443, 'https', null],
    [8443, 'https', null],
    [9000, 'https', null],
    [22, 'https', 'port 22'],
    [6379, 'https', 'port 6379'],
    [80, 'http', 'plain http'],
    [443, 'http', 'plain http'],
  ] as const)('%i over %s: %s', (port, scheme, reason) => {
    const refusal = refusalOf(closed, '8.8.8.8', { port, scheme });
    expect(refusal === null ? null : refusal.slice(0, reason?.length)).toBe(reason);
  });
});

describe('what the operator allows', () => {
  it('is a block, an address or one port of it, over http too', () => {
    const settings = allowing('10.2.0.0/16, 127.0.0.1:9000, [fd12::1]:9000, 8.8.8.8:80');
    const asked = (literal: string, port: number) => refusalOf(settings, literal, { port, scheme: 'http' });
    expect(asked('10.2.255.1', 1)).toBeNull();
    expect(asked('10.3.0.1', 9000)).toContain('private');
    expect(asked('127.0.0.1', 9000)).toBeNull();
    expect(asked('::ffff:127.0.0.1', 9000)).toBeNull();
    expect(asked('127.0.0.1', 9001)).toContain('loopback');
    expect(asked('127.0.0.2', 9000)).toContain('loopback');
    expect(asked('fd12::1', 9000)).toBeNull();
    expect(asked('fd12::1', 443)).toContain('private');
    expect(asked('8.8.8.8', 80)).toBeNull();
    expect(asked('8.8.4.4', 80)).toBe('plain http');
  });

  it('does not reach metadata services, unless it names exactly them', () => {
    const asked = (text: string, literal: string) => refusalOf(allowing(text), literal, { port: 80, scheme: 'http' });
    expect(asked('0.0.0.0/0, ::/0', '169.254.169.254')).toContain('metadata');
    expect(asked('0.0.0.0/0, ::/0', 'fd00:ec2::254')).toContain('metadata');
    expect(asked('0.0.0.0/0', '168.63.129.16')).toContain('metadata');
    expect(asked('0.0.0.0/0', '169.254.1.1')).toBeNull();
    expect(asked('169.254.169.254', '169.254.169.254')).toBeNull();
    expect(asked('169.254.169.254/32', '::ffff:169.254.169.254')).toBeNull();
    expect(asked('169.254.169.254:8080', '169.254.169.254')).toContain('metadata');
  });
});

it.each(['metadata.google.internal', 'METADATA.google.internal.', 'instance-data', 'metadata'])(
  'refuses the name %s before it is resolved',
  (name) => expect(hostRefusal(allowing('0.0.0.0/0'), name, https)).toContain('metadata'),
);

/** First address and prefix length of blocks that must never be reached. */
const blocked = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

const numberOf = (dotted: string): number => dotted.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
const blockedAddress = fc
  .tuple(fc.constantFrom(...blocked), fc.nat({ max: 0xffffffff }))
  .map(([[first, bits], random]) => numberOf(first) + (random % 2 ** (32 - bits)));

const bytesOf = (address: number): number[] => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
const octal = (byte: number): string => `0${byte.toString(8)}`;
const hexPair = ([a, b, c, d]: number[]): string =>
  `${(((a ?? 0) << 8) | (b ?? 0)).toString(16)}:${(((c ?? 0) << 8) | (d ?? 0)).toString(16)}`;

/** Every way to write an IPv4 address that Node, URLs or a resolver may take for it. */
const spellings: Readonly<Record<string, (address: number) => string>> = {
  dotted: (address) => bytesOf(address).join('.'),
  decimal: (address) => String(address),
  hex: (address) => `0x${address.toString(16)}`,
  octal: (address) => bytesOf(address).map(octal).join('.'),
  'hex bytes': (address) =>
    bytesOf(address)
      .map((byte) => `0x${byte.toString(16)}`)
      .join('.'),
  'two numbers': (address) => `${address >>> 24}.${address & 0xffffff}`,
  'three numbers': (address) => `${address >>> 24}.${(address >>> 16) & 255}.${address & 0xffff}`,
  'with a dot behind': (address) => `${bytesOf(address).join('.')}.`,
  mapped: (address) => `[::ffff:${bytesOf(address).join('.')}]`,
  'mapped in hex': (address) => `[::ffff:${hexPair(bytesOf(address))}]`,
  'mapped, long': (address) => `[0:0:0:0:0:FFFF:${hexPair(bytesOf(address)).toUpperCase()}]`,
  compatible: (address) => `[::${bytesOf(address).join('.')}]`,
  translated: (address) => `[::ffff:0:${hexPair(bytesOf(address))}]`,
  nat64: (address) => `[64:ff9b::${bytesOf(address).join('.')}]`,
  'local nat64': (address) => `[64:ff9b:1::${hexPair(bytesOf(address))}]`,
  '6to4': (address) => `[2002:${hexPair(bytesOf(address))}::1]`,
  teredo: (address) => `[2001:0:0808:0808:0:0:${hexPair(bytesOf(~address >>> 0))}]`,
};

it.each(Object.keys(spellings))('refuses every blocked address, %s', (spelling) => {
  fc.assert(
    fc.property(blockedAddress, (address) => {
      const { hostname } = new URL(`https://${spellings[spelling]?.(address)}/`);
      return hostRefusal(closed, hostname, https) !== null;
    }),
    { numRuns: 300 },
  );
});

it('refuses every IPv6 address outside of 2000::/3 that carries no public IPv4 address', () => {
  const group = fc.nat({ max: 0xffff });
  const first = group.filter((value) => value >> 13 !== 1 && value !== 0 && value !== 0x64);
  fc.assert(
    fc.property(first, fc.array(group, { minLength: 7, maxLength: 7 }), (head, rest) => {
      const literal = [head, ...rest].map((value) => value.toString(16)).join(':');
      return refusalOf(closed, literal, https) !== null;
    }),
  );
});
