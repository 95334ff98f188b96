export interface Group<T> {
  readonly first: T;
  /** From the first one on. To be read before the next group is asked for; what is left is passed over. */
  readonly items: AsyncIterable<T>;
}

/** Neighbours that belong together, as groups that stream; one item is held. */
export async function* groupAdjacent<T>(
  source: AsyncIterable<T>,
  together: (a: T, b: T) => boolean,
): AsyncGenerator<Group<T>> {
  const iterator = source[Symbol.asyncIterator]();
  let next = await iterator.next();
  async function* rest(first: T): AsyncGenerator<T> {
    while (!next.done && together(first, next.value)) {
      const { value } = next;
      // before it is given away: a reader may stop at any item
      next = await iterator.next();
      yield value;
    }
  }
  while (!next.done) {
    const first = next.value;
    const items = rest(first);
    yield { first, items };
    while (!next.done && together(first, next.value)) next = await iterator.next();
  }
}
