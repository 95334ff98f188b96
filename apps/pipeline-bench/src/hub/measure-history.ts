import { boxDataSet } from '../data/data-sets.js';
import { onBench } from '../build/bench.js';
import { freePort } from '../machine/free-port.js';
import type { BenchSettings } from '../machine/bench-settings.js';
import { atMost, type Finding } from '../report/finding.js';
import { percentile } from '../report/percentile.js';
import { markdown } from '../report/table.js';
import { exportable } from './exportable.js';
import { fillHistory } from './fill-history.js';

/** Pages that people look at: the newest, one far back, and filtered ones. */
const pages = (exports: number): Record<string, string> => ({
  newest: 'page=1&limit=20',
  'half way back': `page=${Math.max(1, Math.floor(exports / 40))}&limit=20`,
  failed: 'page=1&limit=20&state=failed',
  'of one person': 'page=1&limit=20&requestedBy=u3',
});

/** Pages of the history of a project with 100 k exports, over HTTP from an export-api of its own. */
export async function measureHistory(settings: BenchSettings): Promise<Finding[]> {
  return onBench(settings, async ({ database, start, sized }) => {
    const data = await exportable(database.store, await boxDataSet(database.store, 100, 10));
    const port = await freePort();
    await start('export-api', { settings: { PORT: String(port) } });
    const exports = sized(100_000);
    await fillHistory(database, data, exports);
    const rows = [];
    const all: number[] = [];
    for (const [name, query] of Object.entries(pages(exports))) {
      const ask = async (): Promise<number> => {
        const asked = performance.now();
        const url = `http://127.0.0.1:${port}/api/projects/${data.projectId}/exports?${query}`;
        const response = await fetch(url, { headers: { apikey: data.apiKey } });
        const text = await response.text();
        if (!response.ok) throw new Error(`${response.status} ${text}`);
        return performance.now() - asked;
      };
      for (let warming = 20; warming > 0; warming--) await ask();
      const times: number[] = [];
      for (let left = sized(200); left > 0; left--) times.push(await ask());
      all.push(...times);
      const at = (share: number): string => `${percentile(times, share).toFixed(1)} ms`;
      rows.push({ page: name, requests: times.length, p50: at(0.5), p99: at(0.99) });
    }
    console.log(markdown(rows));
    const figure = { value: percentile(all, 0.99), unit: 'ms', decimals: 1 };
    return [atMost(`history page of a project with ${exports} exports, p99`, figure, 50)];
  });
}
