import { CategoryLookup, type Answer } from '@hub/annotation-store';
import { findUnwritable, isObject, listOf, type JsonObject } from '@hub/annotations';

export interface AnswerProblem {
  /** Where: `tools[2].bounding-box.width`. */
  readonly path: string;
  readonly reason: string;
}

/** The answer under either of the names clients use for its tools: `tools` (export, SDK) or `objects` (import, REST). */
export function answerOf(source: JsonObject): Answer {
  return {
    tools: [...listOf(source['objects']), ...listOf(source['tools'])],
    classifications: listOf(source['classifications']),
    relations: listOf(source['relations']),
    brushDataUrl: textOf(source['brushDataUrl']),
    medicalBrushDataUrl: textOf(source['medicalBrushDataUrl']),
  };
}

/** The first thing that keeps this answer from being saved: a class the project does not have, or a broken shape. */
export function problemOf(
  answer: Answer,
  classes: CategoryLookup,
  options: { video: boolean },
): AnswerProblem | undefined {
  return (
    unknownClass(answer.tools, 'tools', (item) => classes.tool(item)) ??
    unknownClass(answer.classifications, 'classifications', (item) => classes.classification(item)) ??
    unknownClass(answer.relations, 'relations', (item) => classes.relation(item)) ??
    nestedProblem(answer, classes) ??
    findUnwritable(answer, options)[0]
  );
}

function unknownClass(
  items: readonly unknown[],
  path: string,
  find: (item: JsonObject) => unknown,
): AnswerProblem | undefined {
  for (const [i, item] of items.entries()) {
    const where = `${path}[${i}]`;
    if (!isObject(item)) return { path: where, reason: 'not an object' };
    if (!find(item)) return { path: where, reason: nameless(item) };
  }
  return undefined;
}

/** Classifications inside tools and other classifications. */
function nestedProblem(answer: Answer, classes: CategoryLookup): AnswerProblem | undefined {
  const below = (items: readonly unknown[], path: string): AnswerProblem | undefined => {
    for (const [i, item] of items.entries()) {
      const nested = isObject(item) ? listOf(item['classifications']) : [];
      const where = `${path}[${i}].classifications`;
      const problem =
        unknownClass(nested, where, (classification) => classes.classification(classification)) ?? below(nested, where);
      if (problem) return problem;
    }
    return undefined;
  };
  return below(answer.tools, 'tools') ?? below(answer.classifications, 'classifications');
}

function nameless({ schemaId, title }: JsonObject): string {
  if (schemaId) return `the project has no class with the schemaId ${String(schemaId)}`;
  if (title) return `the project has no class called ${String(title)}`;
  return 'neither schemaId nor title names a class of the project';
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
