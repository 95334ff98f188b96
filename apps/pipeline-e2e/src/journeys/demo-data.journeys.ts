import { documentsOf, manifestOf } from '../clients/documents.js';
import { HubClient } from '../clients/hub-client.js';
import { exportInTerminal } from '../clients/terminal.js';
import { readZip, unzipTest } from '../clients/zip-reader.js';
import type { Hub } from '../hubs/hub.js';
import { countObjects } from './count-objects.js';
import { sourceCounts } from './source-counts.js';

const formats = ['json', 'ndjson', 'split'] as const;

/** Every demo project in every format through the terminal client, against counts made from the source files. */
export function demoDataJourneys(hub: () => Hub): void {
  const ownerAccess = () => ({
    url: hub().url,
    apiKey: hub().demo.users.find(({ role }) => role === 'owner')?.apiKey ?? '',
  });
  const owner = (): HubClient => new HubClient(ownerAccess().url, ownerAccess().apiKey);
  const projectId = (name: string): string => hub().demo.projects.find((project) => project.name === name)?.id ?? '';

  it.each(Object.keys(sourceCounts))('exports all of %s in three formats, the same tasks in each', async (name) => {
    const source = sourceCounts[name]?.();
    const contents: unknown[] = [];
    for (const format of formats) {
      // key frames: what a person drew, which is what the source files hold
      const zip = await exportInTerminal(ownerAccess(), name, ['--format', format, '--only-key-frames']);
      unzipTest(zip);
      const entries = await readZip(zip);
      const documents = documentsOf(entries, format);
      expect({ tasks: documents.length, objects: countObjects(documents) }).toEqual(source);
      const { reconciliation } = manifestOf(entries);
      expect(reconciliation.selected).toBe(source?.tasks);
      expect(reconciliation.exported + reconciliation.quarantined + reconciliation.empty).toBe(reconciliation.selected);
      contents.push(documents);
    }
    expect(contents[1]).toEqual(contents[0]);
    expect(contents[2]).toEqual(contents[0]);
  });

  it('gives the same bytes for the same request again, built anew', async () => {
    const request = { format: 'ndjson', include: { history: true }, reuse: false };
    const data = async (): Promise<Buffer | undefined> => {
      const { zip } = await owner().exported(projectId('COCO mini'), request);
      return (await readZip(zip))[0]?.content;
    };
    expect((await data())?.equals((await data()) ?? Buffer.alloc(0))).toBe(true);
  });

  it('interpolates a video between its key frames, and only then', async () => {
    const pages = async (onlyKeyFrames: boolean): Promise<number> => {
      const { zip } = await owner().exported(projectId('SA-V'), { format: 'json', include: { onlyKeyFrames } });
      const [document] = documentsOf(await readZip(zip), 'json');
      return document?.task.tools.length ?? 0;
    };
    expect(await pages(false)).toBeGreaterThan(3 * (await pages(true)));
  });
}
