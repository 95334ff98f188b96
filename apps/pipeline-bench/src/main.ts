import { loadavg } from 'node:os';
import { benchSettings, type BenchSettings } from './machine/bench-settings.js';
import { measurements, words } from './measurements.js';
import { findingRow, notMeasured, type Finding } from './report/finding.js';
import { markdown } from './report/table.js';

const width = Math.max(...Object.keys(words).map((name) => name.length));
const usage = `Usage: npm run bench -- all | NAME … [node options of the services]

${Object.entries(words)
  .map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`)
  .join('\n')}

HUB_BENCH_DIR keeps the filled database. HUB_BENCH_SCALE=0.01 measures a hundredth, to see that it works.
KAFKA_BROKERS, S3_… and SMTP_… name real servers; what needs them is left out without.`;

async function main(given: readonly string[]): Promise<void> {
  const nodeOptions = given.filter((word) => word.startsWith('--'));
  const asked = given.filter((word) => !word.startsWith('--'));
  const names = asked.includes('all') ? Object.keys(measurements) : asked;
  if (names.length === 0) return console.log(usage);
  const unknown = names.find((name) => !Object.hasOwn(words, name));
  if (unknown) throw new Error(`There is no measurement ${unknown}.\n${usage}`);
  const settings = benchSettings(process.env, nodeOptions);
  const findings: Finding[] = [];
  for (const name of names) findings.push(...(await measure(name, settings)));
  console.log(`\n## Summary\n\n${markdown(findings.map(findingRow))}`);
}

/** One that breaks off says so and lets the others be measured; the exit code tells. */
async function measure(name: string, settings: BenchSettings): Promise<Finding[]> {
  console.log(`\n## ${name}: ${words[name]?.about} (load ${(loadavg()[0] ?? 0).toFixed(1)})\n`);
  try {
    return (await words[name]?.measure(settings)) ?? [];
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return [notMeasured(name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))];
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
