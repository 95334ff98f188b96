import { z } from 'zod';
import type { HubClient } from './hub-client.js';

const projectSchema = z.object({ data: z.object({ project: z.object({ _id: z.string() }) }) });
const lineSchema = z.looseObject({ type: z.string() });

/** Makes a project and imports one file into it; throws unless all of it was taken. Resolves with the project's id. */
export async function importFile(
  client: HubClient,
  projectName: string,
  fileName: string,
  content: string,
): Promise<string> {
  const created = await client.json('POST', '/v2/project', { name: projectName, description: '' });
  const id = projectSchema.parse(created).data.project._id;
  const query = new URLSearchParams({ file: fileName, stage: 'Complete' });
  const answer = await client.upload(`/api/projects/${id}/imports?${query}`, content);
  const lines = answer
    .split('\n')
    .filter(Boolean)
    .map((line) => lineSchema.parse(JSON.parse(line)));
  const wrong = lines.find(({ type }) => type === 'set-aside' || type === 'error');
  if (wrong || lines.at(-1)?.type !== 'summary')
    throw new Error(`Not imported: ${JSON.stringify(wrong ?? lines.at(-1))}`);
  return id;
}
