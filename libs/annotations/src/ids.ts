const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const processPart = hex(crypto.getRandomValues(new Uint8Array(5)));
let counter = crypto.getRandomValues(new Uint32Array(1))[0]! & 0x7fffff;

/** 24 hex digits, ordered by time: seconds, a random part of the process, a counter. The form of assets, tasks, projects … */
export function newId(now: number = Date.now()): string {
  counter = (counter + 1) & 0xffffff;
  const seconds = Math.floor(now / 1000) % 0x1_0000_0000;
  return seconds.toString(16).padStart(8, '0') + processPart + counter.toString(16).padStart(6, '0');
}

/** 23 random hex digits: the form of `objectId` and `schemaId` in the public contract. */
export const newObjectId = (): string => hex(crypto.getRandomValues(new Uint8Array(12))).slice(1);
