import { assetKindOf, fileNameOf } from './asset-kind.js';

describe('assetKindOf', () => {
  it.each([
    ['cat.PNG', 'https://x.example/1', 'image'],
    ['clip', 'https://x.example/a/b.mp4?sig=1.png', 'video'],
    ['scan.nii.gz', 'https://x.example/1', 'medical'],
    ['notes.md', 'https://x.example/1', 'markdown'],
    ['report', 'https://x.example/no-extension', 'image'],
  ] as const)('%s at %s is %s', (externalId, data, kind) => expect(assetKindOf(externalId, data)).toBe(kind));
});

describe('fileNameOf', () => {
  it.each([
    ['https://x.example/a/b%20c.png?sig=1', 'b c.png'],
    ['https://x.example/%E0%A4%A', '%E0%A4%A'],
    ['plain.txt', 'plain.txt'],
  ])('%s gives %s', (data, name) => expect(fileNameOf(data)).toBe(name));
});
