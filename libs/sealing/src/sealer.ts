/**
 * Keeps secrets safe in our tables. Sealed text is ASCII without blanks and starts with `sealed:v1:`.
 * `aad` says whose secret it is (`storages/<id>`): a sealed text that was copied to another row does not open there.
 */
export interface Sealer {
  seal(text: string, aad: string): string;
  /** Throws Failure `seal-broken` (changed, or of another row) or `seal-key-unknown`; neither tells of the content. */
  open(sealed: string, aad: string): string;
}
export const SEALER = Symbol('Sealer');
