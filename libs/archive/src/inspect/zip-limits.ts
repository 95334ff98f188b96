/** What an archive of somebody else may be at most. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes of all entries unpacked, as declared. */
  readonly plainBytes: number;
  /** Unpacked bytes by bytes of the archive; not asked below `ratioFrom` unpacked bytes. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Of the central directory. */
  readonly directoryBytes: number;
}

const mebibyte = 1024 * 1024;

export const zipLimits: ZipLimits = {
  entries: 200_000,
  plainBytes: 100 * 1024 * mebibyte,
  // tables and masks shrink to a hundredth; a bomb to a thousandth
  ratio: 250,
  ratioFrom: 256 * mebibyte,
  directoryBytes: 256 * mebibyte,
};
