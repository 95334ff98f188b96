/** One class of the data set. Ids are 1, 2, 3 … in the order of the ontology: the same in every export of the project. */
export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly supercategory: string;
  /** Names of the points, for classes made of key points. */
  readonly keypoints?: readonly string[];
  readonly skeleton?: readonly (readonly [number, number])[];
}

/** What is needed of the category schema (spec 1). */
export interface CocoOntology {
  readonly tools: readonly Readonly<Record<string, unknown>>[];
  readonly relations: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Tool classes in ontology order; a class that the ontology does not know (any more) is added at the end when it is met.
 * A class of kind point is a category with one key point.
 */
export class CocoCategories {
  private readonly byTitle = new Map<string, CocoCategory>();

  constructor(ontology: CocoOntology) {
    for (const tool of ontology.tools) {
      if (typeof tool['title'] === 'string') this.idOf(tool['title'], tool['tool'] === 'point');
    }
  }

  idOf(title: string, isPoint = false): number {
    const known = this.byTitle.get(title);
    if (known) return known.id;
    const category: CocoCategory = {
      id: this.byTitle.size + 1,
      name: title,
      supercategory: '',
      ...(isPoint && { keypoints: [title], skeleton: [] }),
    };
    this.byTitle.set(title, category);
    return category.id;
  }

  list(): readonly CocoCategory[] {
    return [...this.byTitle.values()];
  }
}
