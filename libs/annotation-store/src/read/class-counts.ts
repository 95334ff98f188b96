/** A class and how many annotations of it. Pairs, because a class may be called anything, `__proto__` too. */
export type ClassCount = readonly [title: string, count: number];

/**
 * Reads the stored `{"<title>":n,…}`. Not by JSON.parse, which makes a new kind of object for every order of titles:
 * that was the most expensive step of a row.
 */
export function readClassCounts(text: string): ClassCount[] {
  // an escaped title is rare
  if (text.includes('\\')) return Object.entries(JSON.parse(text) as Record<string, number>);
  const counts: ClassCount[] = [];
  for (let open = text.indexOf('"'); open >= 0;) {
    const close = text.indexOf('"', open + 1);
    const colon = text.indexOf(':', close);
    const next = text.indexOf('"', colon);
    counts.push([text.slice(open + 1, close), parseInt(text.slice(colon + 1, next < 0 ? undefined : next), 10)]);
    open = next;
  }
  return counts;
}
