import type { Box, Point } from '@hub/annotations';
import type { ImageSize } from '../document/image-size.js';

const decimals = 6;
const share = (value: number, whole: number): string => (value / whole).toFixed(decimals);

/** `cx cy w h` as shares of the image. */
export const yoloBox = ({ x, y, width, height }: Box, size: ImageSize): string =>
  [
    share(x + width / 2, size.width),
    share(y + height / 2, size.height),
    share(width, size.width),
    share(height, size.height),
  ].join(' ');

/** `x1 y1 x2 y2 …` as shares of the image. */
export const yoloPoints = (points: readonly Point[], size: ImageSize): string =>
  points.map(([x, y]) => `${share(x, size.width)} ${share(y, size.height)}`).join(' ');
