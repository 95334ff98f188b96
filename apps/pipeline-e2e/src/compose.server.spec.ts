import { HubClient } from './clients/hub-client.js';
import { startComposeHub, type ComposeHub } from './hubs/compose-hub.js';
import type { ComposeProject } from './hubs/compose-project.js';
import { demoDataJourneys } from './journeys/demo-data.journeys.js';
import { bareProjectsJourneys } from './journeys/bare-projects.journeys.js';
import { hostileLabelsJourneys } from './journeys/hostile-labels.journeys.js';
import { peopleJourneys } from './journeys/people.journeys.js';
import { unwritableJourneys } from './journeys/unwritable.journeys.js';

// the first build of the image installs packages
jest.setTimeout(900_000);

const services = ['hub-api', 'export-api', 'export-builder', 'storage-router', 'plugin-converter', 'notifier'];

/** Most memory that the process of a service ever had: the service is the one child of the container's init. */
async function peakMiB(project: ComposeProject, service: string): Promise<number> {
  const status = await project.exec(service, 'sh', '-c', 'cat /proc/$(tr -d " " </proc/1/task/1/children)/status');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

describe('on docker compose', () => {
  let hub: ComposeHub;
  beforeAll(async () => void (hub = await startComposeHub()));
  afterAll(() => hub?.stop());

  demoDataJourneys(() => hub);
  peopleJourneys(() => hub);
  unwritableJourneys(() => hub);
  hostileLabelsJourneys(() => hub);
  bareProjectsJourneys(() => hub);

  it('did all that in less than 200 MiB per service, without a restart', async () => {
    const peaks = await Promise.all(
      services.map(async (service) => [service, Math.round(await peakMiB(hub.project, service))] as const),
    );
    expect(peaks.filter(([, mebibytes]) => !(mebibytes < 200))).toEqual([]);
    const ends = await hub.project.inspect('{{.RestartCount}} {{.State.OOMKilled}} {{.State.Health.Status}}', services);
    expect(ends).toEqual(services.map(() => '0 false healthy'));
  });

  it('is reached by three ports, from this machine only', async () => {
    const published = '{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}';
    const addresses = (await hub.project.inspect(published, [])).join('').trim().split(/\s+/);
    expect(addresses.sort()).toEqual(hub.ports.map((port) => `127.0.0.1:${port}`).sort());
  });

  it('runs as an ordinary user who can change nothing, without the tools that built it', async () => {
    const script = `
      const fails = (act) => { try { act(); return false; } catch { return true; } };
      console.log(JSON.stringify({
        root: process.getuid() === 0,
        kept: fails(() => require('fs').writeFileSync('/app/package.json', '')),
        lean: ['typescript', 'jest', 'nx', 'eslint', '@nestjs/testing'].every((name) => fails(() => require.resolve(name))),
      }));`;
    for (const service of services) {
      const answer: unknown = JSON.parse(await hub.project.exec(service, 'node', '-e', script));
      expect(answer).toEqual({ root: false, kept: true, lean: true });
    }
  });

  it('starts a service again that died', async () => {
    const owner = new HubClient(hub.url, hub.demo.users.find(({ role }) => role === 'owner')?.apiKey ?? '');
    const project = hub.demo.projects.find(({ name }) => name === 'WNUT17');
    // the service is the one child of the container's init; `docker kill` would count as a wish to stop it
    await hub.project.exec('export-builder', 'sh', '-c', 'kill -9 $(cat /proc/1/task/1/children)').catch(() => null);
    const { view } = await owner.exported(project?.id ?? '', { format: 'ndjson', reuse: false });
    expect(view.reconciliation?.selected).toBe(project?.tasks);
    expect(await hub.project.inspect('{{.RestartCount}}', ['export-builder'])).toEqual(['1']);
  });
});
