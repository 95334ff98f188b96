import { readFileSync } from 'node:fs';

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root: then it runs as `nobody`. Null for everybody else. */
export function postgresUser(): RunAs | null {
  if (process.getuid?.() !== 0) return null;
  const nobody = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  return { uid: Number(nobody?.[2] ?? 65534), gid: Number(nobody?.[3] ?? 65534) };
}
