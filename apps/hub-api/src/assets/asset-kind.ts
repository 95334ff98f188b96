import type { AssetKind } from '@hub/annotation-store';

const extensions: Readonly<Record<string, AssetKind>> = {
  ...kind('image', 'jpg jpeg png gif bmp webp tif tiff svg heic avif jp2'),
  ...kind('video', 'mp4 mov avi mkv webm m4v mpg mpeg wmv ogv'),
  ...kind('audio', 'mp3 wav flac ogg oga m4a aac opus'),
  ...kind('text', 'txt csv tsv json xml log'),
  ...kind('pdf', 'pdf'),
  ...kind('medical', 'dcm dicom nii nrrd nii.gz'),
  ...kind('3d', 'pcd ply las laz obj glb gltf'),
  ...kind('markdown', 'md markdown html htm'),
};

/** By the file extension of the external id, else of the URL; an asset without a known one is an image, as in the original. */
export function assetKindOf(externalId: string, data: string): AssetKind {
  return byExtension(externalId) ?? byExtension(data) ?? 'image';
}

/** The last part of a URL's path, decoded; the text itself when it is no URL. */
export function fileNameOf(data: string): string {
  const path = data.split(/[?#]/, 1)[0] ?? data;
  const name = path.split('/').filter(Boolean).at(-1) ?? data;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function byExtension(name: string): AssetKind | undefined {
  const parts = fileNameOf(name).toLowerCase().split('.').slice(1);
  return extensions[parts.slice(-2).join('.')] ?? extensions[parts.at(-1) ?? ''];
}

function kind(value: AssetKind, names: string): Record<string, AssetKind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}
