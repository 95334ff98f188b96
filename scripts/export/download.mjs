import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Trouble } from './trouble.mjs';

const attempts = 5;

/**
 * Saves an artifact under its name, or under one with the export's id when that is taken. A broken connection is gone on
 * with where it broke, by a fresh link. Throws Trouble 1 when size or SHA-256 differ from what the hub recorded.
 */
export async function downloadArtifact(hub, exportId, artifact, folder) {
  // never a name that leads out of the folder
  const name = basename(artifact.fileName);
  const wanted = join(folder, name);
  const file = existsSync(wanted) ? join(folder, name.replace(/(\.zip)?$/, `-${exportId}$1`)) : wanted;
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const got = { bytes: 0, hash: createHash('sha256') };
  for (let attempt = 1; got.bytes < artifact.bytes; attempt++) {
    const { url } = await hub.post(`/api/exports/${exportId}/artifacts/${artifact.kind}/link`);
    try {
      await append(url, part, got);
      if (got.bytes < artifact.bytes) throw new Error(`${got.bytes} of ${artifact.bytes} bytes came`);
    } catch (error) {
      if (attempt === attempts)
        throw new Trouble(4, `${name} cannot be downloaded: ${error.cause?.message || error.message}`);
      await sleep(200 * 2 ** attempt);
    }
  }
  const sha256 = got.hash.digest('hex');
  if (got.bytes !== artifact.bytes || sha256 !== artifact.sha256) {
    throw new Trouble(
      1,
      `${part} is damaged: ${got.bytes} bytes, sha256 ${sha256}; the hub recorded ${artifact.bytes} bytes, ${artifact.sha256}`,
    );
  }
  renameSync(part, file);
  return file;
}

/** Appends what is missing and counts it into `got`. */
async function append(url, part, got) {
  const response = await fetch(url, { headers: got.bytes > 0 ? { range: `bytes=${got.bytes}-` } : {} });
  const expected = got.bytes > 0 ? 206 : 200;
  if (response.status !== expected) throw new Error(`the store answered ${response.status}`);
  const file = await open(part, 'a');
  try {
    // counted when it is written: what is missing after a break is exact
    for await (const chunk of response.body) {
      await file.writeFile(chunk);
      got.bytes += chunk.length;
      got.hash.update(chunk);
    }
  } finally {
    await file.close();
  }
}
