const byteText = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

// asking for randomness costs more by the call than by the byte
const pool = new Uint8Array(8192);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  let text = '';
  for (const end = used + bytes; used < end; used++) text += byteText[pool[used]!]!;
  return text;
}

const processPart = randomHex(5);
let counter = crypto.getRandomValues(new Uint32Array(1))[0]! & 0x7fffff;

/** 24 hex digits, ordered by time: seconds, a random part of the process, a counter. The form of assets, tasks, projects … */
export function newId(now: number = Date.now()): string {
  counter = (counter + 1) & 0xffffff;
  const seconds = Math.floor(now / 1000) % 0x1_0000_0000;
  return seconds.toString(16).padStart(8, '0') + processPart + counter.toString(16).padStart(6, '0');
}

/** 23 random hex digits: the form of `objectId` and `schemaId` in the public contract. */
export const newObjectId = (): string => randomHex(12).slice(1);
