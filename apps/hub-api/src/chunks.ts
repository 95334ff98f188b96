/** Most rows the store takes in one call. */
export const rowsPerCall = 1000;

/** The list in pieces of at most `size`, in order. */
export function* chunksOf<T>(list: readonly T[], size = rowsPerCall): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}
