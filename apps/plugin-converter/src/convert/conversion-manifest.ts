import type { ConversionContext } from './conversion-context.js';
import type { ConversionRecipe } from './conversion-recipe.js';
import type { JoinedResults } from './joined-results.js';

/** `manifest.json` of the converted archive: where it comes from, what is in it, and the fidelity report. */
export function conversionManifest(
  { exportId, projectId, projectName, archive }: ConversionContext,
  { converter, context }: ConversionRecipe,
  { annotations, members, losses }: JoinedResults,
): string {
  const manifest = {
    converter: converter.name,
    options: context.options,
    source: { exportId, projectId, projectName, fileName: archive.fileName },
    counts: { annotations, ...Object.fromEntries(members) },
    reconciliation: archive.reconciliation,
    fidelity: {
      /** What the format can keep, as it was known before. */
      carries: converter.carries,
      /** What was dropped or changed, and how often. */
      losses: losses.list().map(([what, times]) => ({ what, times })),
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
