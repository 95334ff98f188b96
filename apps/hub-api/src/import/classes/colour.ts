import { createHash } from 'node:crypto';

/** A colour that is always the same for a class: hue from its name, saturated enough to be seen on images. */
export function colourOf(name: string): string {
  const hue = createHash('sha256').update(name).digest().readUInt16BE(0) % 360;
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value = 0.5 - 0.35 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
