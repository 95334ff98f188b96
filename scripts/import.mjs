/**
 * Imports annotation files or folders of them into a project of a running hub:
 *   npm run import -- <file|folder …> --project <name|id> [--format coco] [--stage Complete] [--batches a,b]
 *                     [--import-id <id>] [--url http://…] [--key <api key>] [--set-aside <file.ndjson>] [--strict]
 * URL and key default to those of demo.json in HUB_DATA_DIR (default .hub-data). A project that does not exist is made.
 * What cannot be imported is listed with its place and reason and does not stop the rest. Exit code: 0 when the import came
 * to its end (with a warning when something was set aside; 2 with --strict), 1 when it failed.
 */
import { createReadStream, createWriteStream, existsSync, readFileSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { root } from './install.mjs';
import { filesBelow, tarOf } from './tar.mjs';

const { values: options, positionals: paths } = parseArgs({
  allowPositionals: true,
  options: {
    project: { type: 'string' },
    format: { type: 'string' },
    stage: { type: 'string' },
    batches: { type: 'string' },
    'import-id': { type: 'string' },
    url: { type: 'string' },
    key: { type: 'string' },
    'set-aside': { type: 'string' },
    strict: { type: 'boolean', default: false },
  },
});

/** Lines of what was set aside that are shown; the rest is counted, and in the --set-aside file. */
const shown = 20;

async function main() {
  if (paths.length === 0 || !options.project)
    fail('Usage: npm run import -- <file|folder …> --project <name|id> [--format <name>] [--stage <name>]');
  const missing = paths.find((path) => !existsSync(path));
  if (missing) fail(`There is no file or folder ${missing}.`);
  const hub = findHub();
  const projectId = await findProject(hub);
  const outcome = await upload(hub, projectId);
  report(outcome);
  process.exitCode = outcome.summary ? (options.strict && outcome.setAside > 0 ? 2 : 0) : 1;
}

function findHub() {
  const demoFile = join(process.env.HUB_DATA_DIR ?? join(root, '.hub-data'), 'demo.json');
  const demo = existsSync(demoFile) ? JSON.parse(readFileSync(demoFile, 'utf8')) : undefined;
  const url = options.url ?? demo?.url;
  const key = options.key ?? demo?.users[0]?.apiKey;
  if (!url || !key) fail(`Give --url and --key, or start the hub first: ${demoFile} does not exist.`);
  return { url: url.replace(/\/+$/, ''), key };
}

async function call({ url, key }, method, path, body) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { apikey: key, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error) => fail(`The hub at ${url} does not answer: ${error.cause?.message ?? error.message}`));
  const answer = await response.json();
  if (!response.ok) fail(answer.message ?? `${method} ${path}: ${response.status}`);
  return answer;
}

/** By id or name; a new one when there is none. */
async function findProject(hub) {
  const found = [];
  for (let page = 1; ; page++) {
    const { projects, total } = await call(hub, 'GET', `/api/projects?page=${page}&limit=100`);
    found.push(...projects.filter(({ id, name }) => id === options.project || name === options.project));
    if (projects.length === 0 || page * 100 >= total) break;
  }
  if (found.length > 1)
    fail(
      `${found.length} projects are called ${options.project}; give the id: ${found.map(({ id }) => id).join(', ')}`,
    );
  if (found.length === 1) return found[0].id;
  const { data } = await call(hub, 'POST', '/v2/project', { name: options.project, description: '' });
  console.log(`Made project ${options.project} (${data.project._id}).`);
  return data.project._id;
}

/** One file travels as it is, several as a tar; answers come in while it is sent. */
async function upload(hub, projectId) {
  const single = paths.length === 1 && statSync(paths[0]).isFile();
  const files = single ? [] : paths.flatMap(filesBelow);
  const bytes = single ? statSync(paths[0]).size : files.reduce((sum, { size }) => sum + size, 0);
  const address = new URL(`${hub.url}/api/projects/${projectId}/imports`);
  const query = address.searchParams;
  for (const name of ['format', 'stage', 'batches']) if (options[name]) query.set(name, options[name]);
  if (options['import-id']) query.set('importId', options['import-id']);
  if (single) query.set('file', basename(paths[0]));
  const bar = await progressBar(Math.max(1, bytes));
  const body = single ? createReadStream(paths[0]) : Readable.from(tarOf(files));
  const outgoing = (address.protocol === 'https:' ? httpsRequest : httpRequest)(address, {
    method: 'POST',
    headers: { apikey: hub.key, 'content-type': single ? 'application/octet-stream' : 'application/x-tar' },
  });
  const answered = new Promise((resolve, reject) => outgoing.once('response', resolve).once('error', reject));
  // a refusal comes before everything is sent: the answer says why, not the broken pipe
  const sent = pipeline(body, outgoing).catch(() => undefined);
  try {
    return await readAnswer(await answered, bar);
  } catch (error) {
    return { error: { message: error.message }, setAside: 0, examples: [] };
  } finally {
    bar.stop();
    outgoing.destroy();
    await sent;
  }
}

async function readAnswer(response, bar) {
  const outcome = { setAside: 0, examples: [] };
  const rest = options['set-aside'] ? createWriteStream(options['set-aside']) : undefined;
  for await (const line of createInterface({ input: response })) {
    const { type, ...item } = JSON.parse(line);
    if (type === 'progress') bar.update(item.bytes, { tasks: item.tasks });
    else if (type === 'set-aside') {
      outcome.setAside++;
      if (outcome.examples.length < shown) outcome.examples.push(item);
      if (rest && !rest.write(`${JSON.stringify(item)}\n`)) await new Promise((resolve) => rest.once('drain', resolve));
    } else if (type === 'summary') outcome.summary = item;
    else outcome.error = item;
  }
  rest?.end();
  if (outcome.summary) bar.update(bar.getTotal(), { tasks: outcome.summary.tasks });
  else outcome.error ??= { message: 'The connection ended before the import did.' };
  return outcome;
}

async function progressBar(bytes) {
  // the script also runs where nothing is installed; then without a bar
  const { default: progress } = await import('cli-progress').catch(() => ({ default: null }));
  if (!progress) return { update() {}, stop() {}, getTotal: () => bytes };
  const bar = new progress.SingleBar(
    { format: ' {bar} {percentage} % read, {tasks} tasks', clearOnComplete: true, noTTYOutput: false },
    progress.Presets.shades_classic,
  );
  bar.start(bytes, 0, { tasks: 0 });
  return bar;
}

function report({ summary, error, setAside, examples }) {
  for (const { file, place, reason } of examples) console.log(`  set aside: ${file}, ${place}: ${reason}`);
  if (setAside > examples.length) console.log(`  … and ${setAside - examples.length} more`);
  if (error) return void console.error(`The import failed: ${error.message}`);
  const { files, read, imported, tasks, annotations, madeBefore, reasons, importId } = summary;
  const before = madeBefore > 0 ? ` (${madeBefore} were there from an earlier run)` : '';
  console.log(
    `Read ${read} records of ${files} files, imported ${imported}: ${tasks} tasks${before}, ${annotations} annotations.`,
  );
  const kinds = Object.entries(reasons).map(([kind, count]) => `${kind} ${count}`);
  if (setAside === 0) console.log('Nothing was set aside.');
  else console.warn(`Warning: ${setAside} records were set aside: ${kinds.join(', ')}.`);
  console.log(`Import id: ${importId}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

await main();
