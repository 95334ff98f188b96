import type { GeometryKind } from '@hub/annotations';

/** How well something comes through: as it is, changed in a way that is named, or not at all. */
export type Carried = 'kept' | { readonly approximated: string } | { readonly dropped: string };

/** What a converter can keep of annotations. What is dropped or approximated says why, in words for people. */
export interface Carries {
  readonly geometries: Readonly<Record<GeometryKind, Carried>>;
  /** Questions about the whole task. */
  readonly taskClassifications: Carried;
  /** Questions about one object. */
  readonly objectClassifications: Carried;
  readonly relations: Carried;
  /** Frames of a video and pages of a document. */
  readonly pages: Carried;
  /** The identity of an object over frames. */
  readonly tracks: Carried;
}
