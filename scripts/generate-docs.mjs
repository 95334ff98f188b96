#!/usr/bin/env node
// Writes what is generated from the event catalogue. With --check: writes nothing, fails when something is stale.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(join(root, 'package.json'));
const check = process.argv.includes('--check');

execFileSync(
  process.execPath,
  [require.resolve('typescript/bin/tsc'), '--build', join(root, 'libs/event-contracts/tsconfig.lib.json')],
  {
    stdio: 'inherit',
  },
);
const { asyncApi, eventsMarkdown, freeze } = require(join(root, 'libs/event-contracts/dist/docs/index.js'));

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const frozenPath = join(root, 'libs/event-contracts/src/frozen-samples.json');

const documents = new Map([
  [join(root, 'docs/events.md'), eventsMarkdown()],
  [join(root, 'docs/asyncapi.json'), json(asyncApi())],
  [frozenPath, json(freeze(JSON.parse(read(frozenPath) || '{}')))],
]);

// prettier may have laid out JSON differently
const content = (path, text) => (path.endsWith('.json') && text ? json(JSON.parse(text)) : text);
const stale = [...documents].filter(([path, text]) => content(path, read(path)) !== text);
for (const [path, text] of stale) {
  console.log(`${check ? 'stale' : 'wrote'} ${relative(root, path)}`);
  if (check) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
if (check && stale.length > 0) {
  console.error('Run node scripts/generate-docs.mjs and commit the result.');
  process.exitCode = 1;
}
