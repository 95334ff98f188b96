/** Embedded content stands where the address of a file would (spec 3.2). */
export const textOf = (asset: string): string | null =>
  /^([a-z][a-z0-9+.-]*:\/\/|data:|\/)/i.test(asset) ? null : asset;
