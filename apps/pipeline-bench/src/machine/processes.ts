import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Clock ticks per second of /proc: 100 on every Linux that Node runs on. */
const ticks = 100;

/** The fields of /proc/<pid>/stat after the name, from the state on. Source: proc(5). */
const stat = (pid: number | string): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
const parentOf = (fields: readonly string[]): number => Number(fields[1]);
const ownTicks = (fields: readonly string[]): number => Number(fields[11]) + Number(fields[12]);
const reapedTicks = (fields: readonly string[]): number => Number(fields[13]) + Number(fields[14]);

/** CPU seconds of a process so far, all threads. */
export const cpuSeconds = (pid: number): number => ownTicks(stat(pid)) / ticks;

/** CPU seconds of a server and of all its children, those that have ended too. */
export function familyCpuSeconds(pid: number): number {
  const own = stat(pid);
  let sum = ownTicks(own) + reapedTicks(own);
  for (const other of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = stat(other);
      if (parentOf(fields) === pid) sum += ownTicks(fields);
    } catch {
      // it ended meanwhile; the parent has its time
    }
  }
  return sum / ticks;
}

export const parentPid = (pid: number): number => parentOf(stat(pid));

/** Most resident memory since the start or the last `forgetPeak`, in MiB. */
export function peakMemory(pid: number): number {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
}

/** The kernel counts the peak anew. Source: proc(5), clear_refs. */
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');
