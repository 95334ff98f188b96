import type { Address } from './address-ranges.js';

/**
 * Where clouds hand their own machines credentials. Some lie outside of the link-local blocks, one (Azure's) in public space.
 * AWS (IMDS, ECS tasks, EKS pods), Google and Azure (the same link-local one), Alibaba, Oracle, Azure's wire server.
 */
const addresses: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

const names: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'metadata',
  'instance-data',
  'instance-data.ec2.internal',
]);

export const isMetadataAddress = (address: Address): boolean => addresses.has(address.toString());

export const isMetadataName = (host: string): boolean => names.has(host.toLowerCase().replace(/\.$/, ''));
