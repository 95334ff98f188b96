/** What `npm start` writes to demo.json and prints (design §10). */
export interface DemoDocument {
  readonly url: string;
  readonly organization: string;
  readonly users: readonly {
    readonly email: string;
    readonly password: string;
    readonly apiKey: string;
    readonly role: string;
    readonly projectRoles: Readonly<Record<string, string>>;
  }[];
  readonly projects: readonly { readonly id: string; readonly name: string; readonly tasks: number }[];
}

export function greeting(demo: DemoDocument, demoFile: string): string {
  const owner = demo.users[0];
  const project = demo.projects[0];
  if (!owner || !project) return `Hub Exports runs at ${demo.url}`;
  const width = Math.max(...demo.projects.map((p) => p.name.length));
  return `
Hub Exports runs at ${demo.url}   (API: ${demo.url}/api/docs, mailbox: ${demo.url}/mail)

Projects
${demo.projects.map((p) => `  ${p.name.padEnd(width)}  ${p.id}  ${p.tasks} tasks`).join('\n')}

Users (passwords and keys of all: ${demoFile})
${demo.users.map((u) => `  ${u.email.padEnd(28)} ${u.role.padEnd(7)} ${u.apiKey}`).join('\n')}

Export one project, and download it:
  curl -sH 'apikey: ${owner.apiKey}' '${demo.url}/v2/export?project=${project.id}&format=ndjson'
  npm run export -- --project '${project.name}' --format ndjson

Ctrl-C stops it; the data stays.`;
}
