/** No link is promised for longer than its file is kept: seconds, at least one. `left` null: the file stays. */
export const within = (wanted: number, left: number | null): number =>
  left === null ? wanted : Math.max(1, Math.min(wanted, Math.floor(left)));
