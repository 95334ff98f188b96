import type { Point, Segmentation } from '@hub/annotations';

/** Pairs of points that are compared for the shortest bridge; beyond, the first points are joined. */
const mostPairs = 1_000_000;

/**
 * Zones with holes as one closed line: holes and further zones are joined to it by bridges of no width, there and back.
 * Filled by the even-odd rule it covers what the zones cover.
 */
export function oneRing(zones: Segmentation['zones']): Point[] {
  const [first, ...others] = zones.flatMap(({ region, holes }) => [region, ...holes]);
  let ring: Point[] = [...(first ?? [])];
  for (const other of others) if (other.length >= 3) ring = joined(ring, other);
  return ring;
}

function joined(ring: readonly Point[], other: readonly Point[]): Point[] {
  const [at, from] = nearest(ring, other);
  const around = [...other.slice(from), ...other.slice(0, from + 1)];
  return [...ring.slice(0, at + 1), ...around, ...ring.slice(at)];
}

function nearest(ring: readonly Point[], other: readonly Point[]): [number, number] {
  if (ring.length * other.length > mostPairs) return [0, 0];
  let best: [number, number] = [0, 0];
  let least = Infinity;
  ring.forEach(([x1, y1], i) =>
    other.forEach(([x2, y2], j) => {
      const distance = (x1 - x2) ** 2 + (y1 - y2) ** 2;
      if (distance < least) [least, best] = [distance, [i, j]];
    }),
  );
  return best;
}
