import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Trouble } from './trouble.mjs';

export const usage = `npm run export -- --project <name or id> [options]

  --format json|ndjson|split   default json
  --stages a,b                 stage names or ids; default: stages of type Complete
  --batches a,b                batch names or ids; default: all
  --tasks id,id                only these tasks
  --type task|issue            default task
  --no-metadata                leave out who made an annotation and when
  --history                    add the stage history
  --only-key-frames            leave out interpolated frames of videos
  --idle-blur                  add idle and blur durations
  --converter coco             also get the export in this format
  --since <export id>          only what was added, changed or removed since that export, with its choices
  --anew                       build it even where the same file is there already
  --email                      mail me a link, too
  --out <folder>               where the zip is saved; default: here
  --url, --key                 the hub and an API key; default: those in demo.json in HUB_DATA_DIR (.hub-data)

Exit code: 0 saved and verified · 1 the export failed, or the file is damaged · 2 wrong options · 3 not allowed · 4 the hub
cannot be reached or is in trouble · 130 interrupted (the export goes on).`;

const text = { type: 'string' };
const flag = { type: 'boolean' };
const options = {
  project: text,
  format: text,
  stages: text,
  batches: text,
  tasks: text,
  type: text,
  'no-metadata': flag,
  history: flag,
  'only-key-frames': flag,
  'idle-blur': flag,
  converter: text,
  since: text,
  anew: flag,
  email: flag,
  out: text,
  url: text,
  key: text,
  help: { ...flag, short: 'h' },
};

/** What is asked for, from the arguments. Throws Trouble 2. */
export function readCommand(args) {
  const values = parse(args);
  if (values.help) return { help: true };
  if (!values.project) throw new Trouble(2, `Which project? --project <name or id>\n\n${usage}`);
  const access =
    values.url && values.key ? values : { ...demoAccess(), ...given({ url: values.url, key: values.key }) };
  const request = given({
    format: values.format,
    type: values.type,
    stages: list(values.stages),
    batches: list(values.batches),
    tasks: list(values.tasks),
    converter: values.converter,
    since: values.since,
    reuse: values.anew ? false : undefined,
    sendEmail: values.email,
    // what is left out is the hub's default, or as the export in --since has it
    include: given({
      metadata: values['no-metadata'] ? false : undefined,
      history: values.history,
      onlyKeyFrames: values['only-key-frames'],
      idleBlur: values['idle-blur'],
    }),
  });
  return {
    project: values.project,
    request,
    out: values.out ?? '.',
    url: access.url.replace(/\/+$/, ''),
    key: access.key,
  };
}

function parse(args) {
  try {
    return parseArgs({ args: keyAttached(args), options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Trouble(2, `${error.message}\n\n${usage}`);
  }
}

/** A key may begin with a dash; `--key=-x` cannot be mistaken for an option. */
function keyAttached(args) {
  const at = args.indexOf('--key');
  return at < 0 || at === args.length - 1
    ? args
    : [...args.slice(0, at), `--key=${args[at + 1]}`, ...args.slice(at + 2)];
}

const list = (value) =>
  value
    ?.split(',')
    .map((item) => item.trim())
    .filter(Boolean);
const given = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** The running demo's address, and a key that may export. */
function demoAccess() {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const file = join(resolve(root, process.env.HUB_DATA_DIR ?? '.hub-data'), 'demo.json');
  if (!existsSync(file))
    throw new Trouble(2, `Which hub? Give --url and --key, or start one with npm start (there is no ${file}).`);
  const demo = JSON.parse(readFileSync(file, 'utf8'));
  const user = demo.users.find(({ role }) => role === 'owner' || role === 'admin') ?? demo.users[0];
  return { url: demo.url, key: user.apiKey };
}
