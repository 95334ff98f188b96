/** Signature V4, of AWS and of Google, allows no more: seven days. */
const mostSeconds = 7 * 24 * 3600;

/** Whole seconds that a link may live for, of those that are wanted. */
export const signableSeconds = (wanted: number): number => Math.min(Math.max(1, Math.floor(wanted)), mostSeconds);
