/** Which pages or frames of one asset were met: one bit each, so ten million frames take 1.25 MB. */
export class SeenPages {
  private bits = new Uint8Array(16);
  private highest = 0;
  any = false;

  /** False when the page was met before. */
  add(page: number): boolean {
    this.any = true;
    const index = page >> 3;
    if (index >= this.bits.length) {
      const grown = new Uint8Array(Math.max(index + 1, this.bits.length * 2));
      grown.set(this.bits);
      this.bits = grown;
    }
    const mask = 1 << (page & 7);
    const byte = this.bits[index] as number;
    if (byte & mask) return false;
    this.bits[index] = byte | mask;
    this.highest = Math.max(this.highest, page);
    return true;
  }

  /** How many ids in a row the asset takes: its highest page and all before it. */
  get span(): number {
    return this.highest + 1;
  }
}
