import { constants, type ZlibOptions } from 'node:zlib';

/**
 * How everything in an archive is deflated; the bytes of a segment depend on it. Filtered, because most of an export are
 * numbers and ids, in which the shortest matches cost more than they save. Measured on box and video exports: 0.66 to
 * 0.72 of the CPU of level 6, and 0.94 to 0.97 of the size that `gzip -6` gives; prose gets up to 1.05 of it.
 */
export const compression: ZlibOptions = { level: 5, memLevel: 9, strategy: constants.Z_FILTERED };
