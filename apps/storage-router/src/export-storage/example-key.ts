import { archiveFileName } from '@hub/formats';
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
  const fileName = archiveFileName({ projectName: project.name, type: 'task', requestedAt: now.toISOString() });
  return keyUnder(renderPath(path, exampleValues(project, now)), fileName);
}
