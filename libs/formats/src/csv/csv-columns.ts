import type { Ontology } from '../converter/converter.js';
import type { ExportedClassification } from '../document/exported-document.js';

/** Paths of all questions that objects may have, in ontology order; a nested one is `outer / inner`. */
export function answerColumns({ tools }: Ontology): string[] {
  return [...new Set(tools.flatMap((tool) => pathsOf(tool['classifications'], '')))];
}

function pathsOf(list: unknown, prefix: string): string[] {
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).flatMap((one) => {
    const { title, classifications } = one as { title?: unknown; classifications?: unknown };
    if (typeof title !== 'string') return [];
    const path = `${prefix}${title}`;
    return [path, ...pathsOf(classifications, `${path} / `)];
  });
}

/** Questions with answers, each with its path; in the order of the document. */
export function answersByPath(list: readonly ExportedClassification[], prefix = ''): [path: string, answer: unknown][] {
  return list.flatMap(({ title, answer, classifications }) => {
    const path = `${prefix}${title}`;
    return [[path, answer] as [string, unknown], ...answersByPath(classifications ?? [], `${path} / `)];
  });
}

export const answerText = (answer: unknown): string =>
  answer === undefined || answer === null ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer);
