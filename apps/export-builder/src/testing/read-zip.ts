import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ZipFile {
  readonly name: string;
  readonly text: string;
}

/** The files of a zip in the order of its directory, read by Python's zipfile, which checks every CRC. */
export function readZip(zip: Buffer): ZipFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'hub-zip-'));
  try {
    writeFileSync(join(folder, 'a.zip'), zip);
    const script =
      'import zipfile,json,sys\nz=zipfile.ZipFile(sys.argv[1])\n' +
      'print(json.dumps([{"name":n.filename,"text":z.read(n).decode("utf-8")} for n in z.infolist()]))';
    const output = execFileSync('python3', ['-c', script, join(folder, 'a.zip')], { maxBuffer: 1 << 28 });
    return JSON.parse(output.toString()) as ZipFile[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
