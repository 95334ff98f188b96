#!/usr/bin/env node
// Writes docs/openapi.json, the document of all services together. With --check: writes nothing, fails when it is stale.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Services with public paths, and the name of their definition. */
const services = [
  ['hub-api', 'hubApi'],
  ['export-api', 'exportApi'],
  ['notifier', 'notifier'],
  ['storage-router', 'storageRouter'],
  ['plugin-converter', 'pluginConverter'],
];

/** Nothing is opened: these only have to look like settings. */
const environment = {
  BUS: 'embedded',
  DATABASE_URL: 'postgres://localhost/none',
  PUBLIC_URL: 'http://localhost:3000',
  INTERNAL_TOKEN: 'x'.repeat(32),
  LINK_SECRET: 'x'.repeat(32),
  STORAGE_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
  PLUGIN_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
  BUCKETS: 'folder',
  BUCKETS_FOLDER: '.',
  SMTP_HOST: 'localhost',
  SMTP_PORT: '25',
  STORAGE_ROUTER_URL: 'http://localhost:3001',
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(join(root, 'package.json'));
const path = join(root, 'docs/openapi.json');

const projects = services.map(([name]) => join(root, 'apps', name, 'tsconfig.lib.json'));
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--build', ...projects], { stdio: 'inherit' });

const { describeApi, loadSettings, mergeApis } = require('@hub/service-defaults');
const documents = [];
for (const [name, definition] of services) {
  const service = require(`@hub/${name}`)[definition];
  documents.push(
    await describeApi(service.module(loadSettings(service.settings, environment), { transactional: null })),
  );
}
const text = `${JSON.stringify(mergeApis(documents), null, 2)}\n`;
const layout = (json) => (json ? `${JSON.stringify(JSON.parse(json), null, 2)}\n` : '');
const stale = layout(existsSync(path) ? readFileSync(path, 'utf8') : '') !== text;
if (stale && process.argv.includes('--check')) {
  console.error('docs/openapi.json is stale. Run node scripts/generate-openapi.mjs and commit the result.');
  process.exitCode = 1;
} else if (stale) {
  writeFileSync(path, text);
  console.log('wrote docs/openapi.json');
}
