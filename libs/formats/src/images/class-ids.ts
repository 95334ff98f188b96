import { isGeometryKind } from '@hub/annotations';
import type { Ontology } from '../converter/converter.js';
import type { Carries } from '../converter/fidelity.js';
import { isDropped } from '../converter/note-loss.js';

/**
 * Class numbers from 0 in ontology order, so that they are the same in every export of the project; classes that the
 * ontology does not know (any more) follow in the order they are met. Classes that the format has no place for are left out.
 */
export class ClassIds {
  private readonly ids = new Map<string, number>();
  readonly added: string[] = [];

  /** `added`: those of earlier slices. */
  constructor({ tools }: Ontology, carries: Carries, added: readonly string[]) {
    for (const { title, tool } of tools) {
      if (typeof title !== 'string' || typeof tool !== 'string' || !isGeometryKind(tool)) continue;
      if (!isDropped(carries.geometries[tool]) && !this.ids.has(title)) this.ids.set(title, this.ids.size);
    }
    added.forEach((title) => this.of(title));
  }

  of(title: string): number {
    const known = this.ids.get(title);
    if (known !== undefined) return known;
    this.added.push(title);
    this.ids.set(title, this.ids.size);
    return this.ids.size - 1;
  }

  /** In the order of their numbers. */
  titles(): string[] {
    return [...this.ids.keys()];
  }
}
