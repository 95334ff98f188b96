/** Does two things at a time. When one fails the other is told by its signal, and waited for: nothing is left behind. */
export async function beside<A, B>(
  signal: AbortSignal,
  first: (signal: AbortSignal) => Promise<A>,
  second: (signal: AbortSignal) => Promise<B>,
): Promise<[A, B]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const orTell = async <T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await act(either);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const both = [orTell(first), orTell(second)] as const;
  await Promise.allSettled(both);
  if (failed.signal.aborted) throw failed.signal.reason;
  return Promise.all(both);
}

/** The same items, until the signal aborts: then its reason is thrown. */
export async function* until<T>(signal: AbortSignal, items: AsyncIterable<T>): AsyncIterable<T> {
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}
