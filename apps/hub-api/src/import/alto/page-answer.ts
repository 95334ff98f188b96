import type { JsonObject } from '@hub/annotations';
import type { ClassName } from '../classes/project-classes.js';
import type { Assembly, StagedRecord } from '../import-format.js';
import { stableId } from '../stable-id.js';
import { altoShape, baselineOf } from './alto-geometry.js';
import { altoElementSchema, type AltoElement } from './alto-records.js';
import type { AltoPage } from './assemble-alto.js';

export interface PageAnswer {
  readonly tools: JsonObject[];
  readonly relations: JsonObject[];
}

/**
 * Regions and lines as outlines titled with their tag, a line's text as the answer `Transcription`, its baseline as a
 * polyline that a relation ties to it; a group ties a region to its lines.
 */
export function pageAnswer(page: AltoPage, number: number, assembly: Assembly): PageAnswer {
  const answer: PageAnswer = { tools: [], relations: [] };
  const groups = new Map<string, string[]>();
  for (const record of page.elements) {
    try {
      const element = altoElementSchema.parse(record.body);
      const objectId = idOf(page, element.attributes['ID'] ?? record.place);
      addElement(answer, { page, number, record, element, objectId }, assembly);
      if (element.block !== undefined) groups.set(element.block, [...(groups.get(element.block) ?? []), objectId]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      assembly.refuse(record, 'bad-shape', error.message);
    }
  }
  for (const [block, lines] of groups) {
    const objectId = idOf(page, block);
    if (!answer.tools.some((tool) => tool['objectId'] === objectId)) continue;
    const relation = assembly.classes.relation('region lines', 'group');
    answer.relations.push({
      objectId: stableId(objectId, 'lines'),
      ...relation,
      group: [objectId, ...lines],
      page: number,
    });
  }
  return answer;
}

const idOf = (page: AltoPage, id: string): string => stableId(page.fileName, id);

interface Placed {
  readonly page: AltoPage;
  readonly number: number;
  readonly record: StagedRecord;
  readonly element: AltoElement;
  readonly objectId: string;
}

/** Throws RangeError before anything is added. */
function addElement(answer: PageAnswer, placed: Placed, { classes }: Assembly): void {
  const { page, number, record, element, objectId } = placed;
  const { kind, value } = altoShape(element);
  const baseline = baselineOf(element);
  const tool = classes.tool(titleOf(page, element, record), kind);
  const transcription = element.text === undefined ? [] : [textAnswer(element.text, objectId, tool, classes)];
  const source = { id: element.attributes['ID'], ...(element.block !== undefined && { block: element.block }) };
  answer.tools.push({ [kind]: value, objectId, ...tool, classifications: transcription, page: number, source });
  if (!baseline) return;
  const baselineId = stableId(objectId, 'baseline');
  const line = classes.tool('Baseline', 'polyline');
  answer.tools.push({ polyline: baseline, objectId: baselineId, ...line, classifications: [], page: number });
  const relation = classes.relation('baseline', 'one-to-one');
  answer.relations.push({
    objectId: stableId(baselineId, 'relation'),
    ...relation,
    from: objectId,
    to: baselineId,
    direction: 'straight',
    page: number,
  });
}

/** The label of its first tag; what it is when it has none. */
function titleOf(page: AltoPage, { attributes }: AltoElement, { kind }: StagedRecord): string {
  const tags = (attributes['TAGREFS'] ?? '').split(/\s+/);
  return tags.map((tag) => page.file.tags[tag]).find(Boolean) ?? (kind === 'line' ? 'Line' : 'Region');
}

function textAnswer(text: string, objectId: string, tool: ClassName, classes: Assembly['classes']): JsonObject {
  const question = classes.nested(tool, 'Transcription', 'text');
  return {
    objectId: stableId(objectId, 'transcription'),
    ...question,
    tool: 'text',
    answer: text,
    classifications: [],
  };
}
