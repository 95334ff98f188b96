export * from './checksums/byte-sums.js';
export * from './checksums/crc.js';
export * from './descriptor.js';
export * from './segments/segment-writer.js';
