/** One class of the data set. Ids are 1, 2, 3 … in the order of the ontology: the same in every export of the project. */
export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly supercategory: string;
  /** Names of the points, for classes that have key points. */
  readonly keypoints?: readonly string[];
  readonly skeleton?: readonly (readonly [number, number])[];
}

/** What is needed of the category schema (spec 1). */
export interface CocoOntology {
  readonly tools: readonly Readonly<Record<string, unknown>>[];
}

/** What was met beyond the ontology, in the order it was met: carried from one stretch of documents to the next. */
export interface CocoCategoriesState {
  readonly added: readonly string[];
  /** Titles of classes whose objects are joined with points. */
  readonly withKeyPoints: readonly string[];
}
export const noCategories: CocoCategoriesState = { added: [], withKeyPoints: [] };

/**
 * Tool classes in ontology order; a class the ontology does not know (any more) follows when it is met. A class of kind
 * point is a category with one key point; a class whose objects are grouped with points has all points of the ontology.
 */
export class CocoCategories {
  private readonly ids = new Map<string, number>();
  private readonly pointTitles: string[] = [];
  private readonly added: string[] = [];
  private readonly withKeyPoints: Set<string>;

  constructor(ontology: CocoOntology, state: CocoCategoriesState = noCategories) {
    for (const tool of ontology.tools) {
      const title = tool['title'];
      if (typeof title !== 'string' || this.ids.has(title)) continue;
      this.ids.set(title, this.ids.size + 1);
      if (tool['tool'] === 'point') this.pointTitles.push(title);
    }
    state.added.forEach((title) => this.idOf(title));
    this.withKeyPoints = new Set(state.withKeyPoints);
  }

  idOf(title: string): number {
    const known = this.ids.get(title);
    if (known) return known;
    this.added.push(title);
    this.ids.set(title, this.ids.size + 1);
    return this.ids.size;
  }

  /** The key points of a class in order, and a note that it has them. */
  keyPointsOf(title: string): readonly string[] {
    this.withKeyPoints.add(title);
    return this.pointTitles;
  }

  state(): CocoCategoriesState {
    return { added: [...this.added], withKeyPoints: [...this.withKeyPoints] };
  }

  list(): CocoCategory[] {
    return [...this.ids].map(([name, id]) => ({ id, name, supercategory: '', ...this.keyPoints(name) }));
  }

  private keyPoints(title: string): Pick<CocoCategory, 'keypoints' | 'skeleton'> {
    if (this.withKeyPoints.has(title)) return { keypoints: this.pointTitles, skeleton: [] };
    return this.pointTitles.includes(title) ? { keypoints: [title], skeleton: [] } : {};
  }
}
