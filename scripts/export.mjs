/** `npm run export -- --project … --format ndjson`: asks for an export, waits for it, saves the verified zip. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCommand, usage } from './export/command.mjs';
import { downloadArtifact } from './export/download.mjs';
import { follow } from './export/follow.mjs';
import { HubClient } from './export/hub-client.mjs';
import { Trouble } from './export/trouble.mjs';
import { verifyZip } from './export/verify-zip.mjs';

async function main() {
  const command = readCommand(process.argv.slice(2));
  if (command.help) return console.log(usage);
  const hub = new HubClient(command.url, command.key);
  const project = await hub.findProject(command.project);
  const asked = await hub.post(`/api/projects/${encodeURIComponent(project.id)}/exports`, command.request);
  console.log(`Export ${asked.id} of ${asked.projectName}`);
  process.once('SIGINT', () => {
    console.error(`\nThe export goes on: ${hub.url}/api/exports/${asked.id}`);
    process.exit(130);
  });
  const done = await follow(hub, asked.id);
  if (done.state !== 'completed') {
    const why = done.error ? `${done.error.message} (${done.error.step}, ${done.error.code})` : `it is ${done.state}`;
    const help = done.error?.retryable ? ` Trying again may help: POST ${hub.url}/api/exports/${done.id}/retry` : '';
    throw new Trouble(1, `The export failed: ${why}${help}`);
  }
  const folder = resolve(command.out);
  mkdirSync(folder, { recursive: true });
  for (const artifact of done.artifacts) {
    const file = await downloadArtifact(hub, done.id, artifact, folder);
    const entries = await verifyZip(file);
    const files = entries.length === 1 ? entries[0].name : `${entries.length} files`;
    console.log(`${file}\n  ${artifact.bytes} bytes, sha256 ${artifact.sha256}, ${files}: all sums agree`);
  }
  report(done.reconciliation, done.request.type);
}

function report({ selected, exported, quarantined, empty, removed }, type) {
  console.log(
    `${selected} ${type}s selected = ${exported} exported + ${quarantined} quarantined + ${empty} without annotations`,
  );
  if (removed !== undefined) console.log(`${removed} no longer there: removed.ndjson in the zip`);
  if (quarantined > 0) console.warn(`Why ${quarantined} could not be written: quarantine.ndjson in the zip`);
}

main().catch((error) => {
  console.error(error instanceof Trouble ? error.message : error);
  process.exitCode = error instanceof Trouble ? error.exitCode : 4;
});
