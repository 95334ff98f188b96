/** Says that an export ended; null: something may have been missed. At most once. */
export interface EndSignals {
  listen(listener: (exportId: string | null) => void): void;
}
export const END_SIGNALS = Symbol('EndSignals');
