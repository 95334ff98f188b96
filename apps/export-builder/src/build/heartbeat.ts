const intervalMs = 1000;

/**
 * Passes a long stream on and lets the bus know now and then that its reader still works. A beat that the bus refuses
 * (it is sharing out its work anew) ends nothing: what was begun is finished.
 */
export async function* withHeartbeat<T>(
  items: AsyncIterable<T>,
  beat: () => Promise<void>,
  now = Date.now,
): AsyncIterable<T> {
  let last = now();
  for await (const item of items) {
    if (now() - last >= intervalMs) {
      last = now();
      await beat().catch(() => undefined);
    }
    yield item;
  }
}
