/**
 * Cuts a stream into parts of exactly `partBytes`, the last one shorter and never empty (an empty stream gives none).
 * Memory: one part. Each part is a Buffer of its own, so it can be sent again; `allocate` may give one that is free again.
 */
export async function* cutIntoParts(
  chunks: AsyncIterable<Buffer>,
  partBytes: number,
  allocate: (bytes: number) => Buffer = Buffer.allocUnsafe,
): AsyncGenerator<Buffer> {
  let part: Buffer | null = null;
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      part ??= allocate(partBytes);
      const copied = chunk.copy(part, filled, at);
      at += copied;
      filled += copied;
      if (filled < partBytes) continue;
      yield part;
      part = null;
      filled = 0;
    }
  }
  if (part) yield part.subarray(0, filled);
}
