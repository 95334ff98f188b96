import { keyUnder, renderPath, type PathValues } from '@hub/object-storage';

export interface ExampleOf {
  readonly id: string;
  readonly name: string;
}

const exampleExportId = '65f0000000000000000000e1';

/** What a template would be filled with for an export of the project now. */
export const exampleValues = (project: ExampleOf, now: Date): PathValues => ({
  project: project.name,
  projectId: project.id,
  exportId: exampleExportId,
  requestedAt: now,
  format: 'json',
  kind: 'original',
});

/** The key of such an export's file. */
export function exampleKey(path: string, project: ExampleOf, now: Date): string {
  const values = exampleValues(project, now);
  const time = now.toISOString().slice(11, 19).replaceAll(':', '_');
  return keyUnder(renderPath(path, values), `${renderPath('{project}-task-export-{date}', values)}-${time}_GMT.zip`);
}
