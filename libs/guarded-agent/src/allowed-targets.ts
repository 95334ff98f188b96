import { isIP } from 'node:net';
import { addressOf, blockOf, within, type Address, type Block } from './address-ranges.js';

/** One entry of OUTBOUND_ALLOW. Without a port every port is allowed. */
export interface AllowedTarget {
  readonly block: Block;
  readonly port?: number;
}

/**
 * `10.2.0.0/16, 127.0.0.1:9000, fd00::/8, [::1]:9000`: blocks or single addresses, an optional port behind each; an IPv6
 * one with a port stands in brackets. Throws an Error whose message names the entry that cannot be read.
 */
export function parseAllowedTargets(text: string): AllowedTarget[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry);
}

const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/;
const plainV4 = /^([\d./]+)(?::(\d{1,5}))?$/;

function parseEntry(entry: string): AllowedTarget {
  const [, target = entry, port] = bracketed.exec(entry) ?? plainV4.exec(entry) ?? [];
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && (number < 1 || number > 65_535)) throw flaw(entry, 'the port is not within 1–65535');
  return { block: parseBlock(entry, target), port: number };
}

function parseBlock(entry: string, target: string): Block {
  const [literal = '', bits] = target.split('/');
  const family = isIP(literal);
  if (family === 0 || literal.includes('%')) throw flaw(entry, 'this is no address (names are not taken)');
  const most = family === 4 ? 32 : 128;
  if (bits === undefined) return single(addressOf(literal));
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > most) throw flaw(entry, `the prefix is not within 0–${most}`);
  return blockOf(target);
}

const single = (address: Address): Block => [address, address.kind() === 'ipv4' ? 32 : 128];

const flaw = (entry: string, reason: string): Error =>
  new Error(`"${entry}": ${reason}; expected for example 10.2.0.0/16, 127.0.0.1:9000, fd00::/8 or [::1]:9000`);

export function isAllowed(targets: readonly AllowedTarget[], address: Address, port: number): boolean {
  return targets.some((target) => (target.port ?? port) === port && within(address, target.block));
}

/** Allowed by an entry that is this very address, not a block around it. */
export function isNamedExactly(targets: readonly AllowedTarget[], address: Address, port: number): boolean {
  const most = address.kind() === 'ipv4' ? 32 : 128;
  return isAllowed(
    targets.filter(({ block }) => block[1] === most),
    address,
    port,
  );
}
