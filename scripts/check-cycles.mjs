/** Fails when files import each other in a circle. Type-only imports do not count: they are gone at run time. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const skipped = new Set(['node_modules', 'dist']);

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* sources(path);
    } else if (/\.m?ts$/.test(entry.name)) yield path;
  }
}

const isTypeOnly = (node) => {
  const clause = node.importClause;
  if (node.isTypeOnly || clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause?.namedBindings ?? node.exportClause;
  return !clause?.name && named?.elements?.length > 0 && named.elements.every((element) => element.isTypeOnly);
};

function importsOf(path) {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return file.statements
    .filter((node) => (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    .filter((node) => node.moduleSpecifier.text.startsWith('.') && !isTypeOnly(node))
    .map((node) => resolve(dirname(path), node.moduleSpecifier.text.replace(/\.js$/, '.ts')));
}

const files = ['apps', 'libs'].flatMap((folder) => [...sources(join(root, folder))]);
const imports = new Map(files.map((path) => [path, importsOf(path)]));
const done = new Set();
let circles = 0;

function walk(path, trail) {
  const start = trail.indexOf(path);
  if (start >= 0) {
    circles++;
    console.error([...trail.slice(start), path].map((file) => relative(root, file)).join('\n  → '));
  } else if (!done.has(path)) {
    for (const next of imports.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  }
}

for (const path of files) walk(path, []);
console.log(`${files.length} files, ${circles} import ${circles === 1 ? 'circle' : 'circles'}`);
process.exit(circles > 0 ? 1 : 0);
