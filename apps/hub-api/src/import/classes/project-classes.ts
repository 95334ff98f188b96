import type { CategorySchemaJson } from '@hub/annotation-store';
import { isObject, listOf, type JsonObject } from '@hub/annotations';
import { stableId } from '../stable-id.js';
import { colourOf } from './colour.js';

/** A class as annotations name it. */
export interface ClassName {
  readonly schemaId: string;
  readonly title: string;
}

interface Option {
  readonly value: string;
  readonly schemaId: string;
}

/** A class of the schema; further members are kept. */
interface ClassNode extends JsonObject {
  readonly schemaId: string;
  readonly title: string;
  readonly tool: string;
  classifications: ClassNode[];
  options?: (Option | JsonObject)[];
}

/**
 * The classes of a project as an import needs them: each is looked up by title and kind, and added when the project does
 * not have it. Ids and colours of added classes depend on their names only.
 */
export class ProjectClasses {
  private readonly tools: ClassNode[];
  private readonly classifications: ClassNode[];
  private readonly relations: ClassNode[];
  private readonly known = new Map<string, ClassNode>();
  private additions = false;

  constructor(schema: CategorySchemaJson) {
    this.tools = schema.tools.map(toNode);
    this.classifications = schema.classifications.map(toNode);
    this.relations = schema.relations.map(toNode);
  }

  tool(title: string, kind: string, details: JsonObject = {}): ClassName {
    return nameOf(this.find(this.tools, 'tool', title, kind, details));
  }

  hasTool(title: string): boolean {
    return this.tools.some((tool) => tool.title === title);
  }

  /** A question about a whole asset; `answers` become its options. */
  classification(title: string, kind: string, answers: readonly string[] = [], details: JsonObject = {}): ClassName {
    return nameOf(this.withOptions(this.find(this.classifications, 'classification', title, kind, details), answers));
  }

  /** A question about the objects of a tool. */
  nested(tool: ClassName, title: string, kind: string, answers: readonly string[] = []): ClassName {
    const parent = this.tools.find(({ schemaId }) => schemaId === tool.schemaId);
    if (!parent) throw new Error(`No tool ${tool.title} was asked for before its classification ${title}`);
    return nameOf(
      this.withOptions(this.find(parent.classifications, `tool/${tool.schemaId}`, title, kind, {}), answers),
    );
  }

  relation(title: string, kind: string, details: JsonObject = {}): ClassName {
    return nameOf(this.find(this.relations, 'relation', title, kind, details));
  }

  /** True once after anything was added. */
  takeChanged(): boolean {
    const changed = this.additions;
    this.additions = false;
    return changed;
  }

  schema(): CategorySchemaJson {
    return { tools: this.tools, classifications: this.classifications, relations: this.relations };
  }

  private find(list: ClassNode[], path: string, title: string, kind: string, details: JsonObject): ClassNode {
    const key = JSON.stringify([path, title, kind]);
    const known = this.known.get(key);
    if (known) return known;
    let node = list.find((candidate) => candidate.title === title && candidate.tool === kind);
    if (!node) {
      node = {
        tool: kind,
        title,
        schemaId: stableId(path, title, kind),
        required: false,
        columnField: false,
        color: colourOf(title),
        shortcutKey: '',
        classifications: [],
        ...details,
      };
      list.push(node);
      this.additions = true;
    }
    this.known.set(key, node);
    return node;
  }

  private withOptions(node: ClassNode, answers: readonly string[]): ClassNode {
    for (const value of answers) {
      node.options ??= [];
      if (node.options.some((option) => option['value' as keyof typeof option] === value)) continue;
      node.options.push({ value, schemaId: stableId(node.schemaId, 'option', value) });
      this.additions = true;
    }
    return node;
  }
}

const nameOf = ({ schemaId, title }: ClassNode): ClassName => ({ schemaId, title });

function toNode(item: JsonObject): ClassNode {
  const options = listOf(item['options']).filter(isObject);
  return {
    ...item,
    schemaId: String(item['schemaId']),
    title: String(item['title']),
    tool: String(item['tool']),
    classifications: listOf(item['classifications']).filter(isObject).map(toNode),
    ...(item['options'] !== undefined && { options }),
  };
}
