import { cpuSeconds, familyCpuSeconds, parentPid, peakMemory } from './processes.js';

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('reads what this process has used', () => {
  const before = cpuSeconds(process.pid);
  const until = Date.now() + 150;
  while (Date.now() < until) JSON.stringify(process.versions);
  const used = process.cpuUsage();
  expect(cpuSeconds(process.pid)).toBeGreaterThan(before);
  expect(cpuSeconds(process.pid)).toBeCloseTo((used.user + used.system) / 1e6, 0);
  const own = cpuSeconds(process.pid);
  expect(familyCpuSeconds(process.pid)).toBeGreaterThanOrEqual(own);
  expect(peakMemory(process.pid)).toBeCloseTo(process.resourceUsage().maxRSS / 1024, -1);
  expect(parentPid(process.pid)).toBe(process.ppid);
});
