import { Failure } from '@hub/failures';
import { zip64Limit } from '../zip/zip-records.js';

const fixedBytes = 46;

/**
 * Directory records of packed entries with `base` added to their offsets; with `wide` the offset goes into a zip64
 * extra. Takes the records in any chunks, gives them in the same order.
 */
export async function* moveDirectory(
  chunks: AsyncIterable<Buffer>,
  base: number,
  wide: boolean,
): AsyncGenerator<Buffer> {
  let carry: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
    const moved: Buffer[] = [];
    let at = 0;
    for (
      let length = recordBytes(bytes, at);
      length > 0 && at + length <= bytes.length;
      length = recordBytes(bytes, at)
    ) {
      moved.push(moveRecord(bytes.subarray(at, at + length), base, wide));
      at += length;
    }
    // the source may reuse its chunk
    carry = Buffer.from(bytes.subarray(at));
    if (moved.length > 0) yield Buffer.concat(moved);
  }
  if (carry.length > 0) throw corrupt();
}

/** 0 when not even the fixed part is there yet. */
function recordBytes(bytes: Buffer, at: number): number {
  if (bytes.length - at < fixedBytes) return 0;
  if (bytes.readUInt32LE(at) !== 0x02014b50) throw corrupt();
  return fixedBytes + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
}

function moveRecord(record: Buffer, base: number, wide: boolean): Buffer {
  const offset = record.readUInt32LE(42) + base;
  const moved = Buffer.from(record);
  if (!wide) {
    moved.writeUInt32LE(offset, 42);
    return moved;
  }
  moved.writeUInt16LE((3 << 8) | 45, 4);
  moved.writeUInt16LE(45, 6);
  moved.writeUInt16LE(record.readUInt16LE(30) + 12, 30);
  moved.writeUInt32LE(zip64Limit, 42);
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return Buffer.concat([moved, extra]);
}

const corrupt = (): Failure =>
  new Failure('segment-corrupt', 'hub', 'A staged directory is not made of directory records');
