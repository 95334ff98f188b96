import { isObject, listOf, type JsonObject } from '@hub/annotations';

export interface CategoryClass {
  readonly schemaId: string;
  readonly title: string;
  /** `bounding-box`, `radio`, `one-to-one` … */
  readonly kind: string;
}

/**
 * The classes of a category schema, found by `schemaId` or by `title` (first match, spec 11). Nested classifications,
 * also those under options, are found like the others.
 */
export class CategoryLookup {
  private readonly byId = new Map<string, CategoryClass>();
  private readonly tools = new Map<string, CategoryClass>();
  private readonly classifications = new Map<string, CategoryClass>();
  private readonly relations = new Map<string, CategoryClass>();

  constructor(schema: unknown) {
    const lists: JsonObject = isObject(schema) ? schema : {};
    for (const item of listOf(lists['tools'])) this.add(item, this.tools);
    for (const item of listOf(lists['classifications'])) this.add(item, this.classifications);
    for (const item of listOf(lists['relations'])) this.add(item, this.relations);
  }

  tool(item: JsonObject): CategoryClass | undefined {
    return this.find(item, this.tools);
  }
  classification(item: JsonObject): CategoryClass | undefined {
    return this.find(item, this.classifications);
  }
  relation(item: JsonObject): CategoryClass | undefined {
    return this.find(item, this.relations);
  }

  private find(item: JsonObject, byTitle: ReadonlyMap<string, CategoryClass>): CategoryClass | undefined {
    const { schemaId, title } = item;
    if (typeof schemaId === 'string' && schemaId !== '') return this.byId.get(schemaId);
    return typeof title === 'string' ? byTitle.get(title) : undefined;
  }

  private add(item: unknown, byTitle: Map<string, CategoryClass>): void {
    if (!isObject(item)) return;
    const { schemaId, title, tool } = item;
    if (typeof schemaId === 'string' && typeof title === 'string') {
      const found = { schemaId, title, kind: typeof tool === 'string' ? tool : '' };
      if (!this.byId.has(schemaId)) this.byId.set(schemaId, found);
      if (!byTitle.has(title)) byTitle.set(title, found);
    }
    for (const nested of listOf(item['classifications'])) this.add(nested, this.classifications);
    for (const option of listOf(item['options'])) {
      if (!isObject(option)) continue;
      for (const nested of listOf(option['classifications'])) this.add(nested, this.classifications);
    }
  }
}
