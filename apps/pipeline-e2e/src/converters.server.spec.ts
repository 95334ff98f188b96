import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { HubClient } from './clients/hub-client.js';
import { readZip } from './clients/zip-reader.js';
import { startEmbeddedHub } from './hubs/embedded-hub.js';

jest.setTimeout(600_000);

const execute = promisify(execFile);
const formats = ['coco', 'yolo', 'yolo-segmentation', 'yolo-obb', 'voc', 'masks'] as const;
const compared = z.object({ objects: z.number(), worst: z.number() });
const seenSchema = z.object({
  objects: z.number(),
  images: z.number(),
  coco: compared.extend({ images: z.number() }),
  yolo: compared,
  'yolo-segmentation': compared,
  'yolo-obb': z.object({ objects: z.number() }),
  voc: compared,
  masks: z.object({ 'wrong sizes': z.number(), painted: z.number() }),
  drawn: z.number(),
});

/** Readers from PyPI: without the network this fails, as it must. */
describe('converted exports of real data, read by others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-converters-'));
  let hub: Awaited<ReturnType<typeof startEmbeddedHub>>;
  beforeAll(async () => {
    await execute('python3', ['-m', 'venv', join(folder, 'venv')]);
    const readers = ['pycocotools==2.0.8', 'supervision==0.26.1'];
    const quiet = ['--quiet', '--disable-pip-version-check'];
    await execute(join(folder, 'venv/bin/pip'), ['install', ...quiet, ...readers], { timeout: 300_000 });
    hub = await startEmbeddedHub();
  });
  afterAll(async () => {
    await hub?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The original and each format of a demo project, on disk, and what the readers see. */
  async function seenOf(project: string): Promise<z.infer<typeof seenSchema>> {
    const client = new HubClient(hub.url, hub.demo.users.find(({ role }) => role === 'owner')?.apiKey ?? '');
    const projectId = hub.demo.projects.find(({ name }) => name === project)?.id ?? '';
    const place = join(folder, project);
    mkdirSync(place);
    for (const converter of formats) {
      const { view, zip } = await client.exported(projectId, { format: 'ndjson', converter }, 'converted');
      for (const { name, content } of await readZip(zip)) {
        mkdirSync(dirname(join(place, converter, name)), { recursive: true });
        writeFileSync(join(place, converter, name), content);
      }
      const [source] = await readZip(await client.download(view.id));
      writeFileSync(join(place, 'source.ndjson'), source?.content ?? '');
    }
    const python = join(folder, 'venv/bin/python');
    const { stdout } = await execute(python, [join(__dirname, 'converters/check.py'), place], { timeout: 300_000 });
    return seenSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  }

  it('finds the same objects where they were, turned boxes too', async () => {
    const seen = await seenOf('HIT-UAV');
    const { objects, images } = seen;
    expect(objects).toBeGreaterThan(500);
    for (const format of ['coco', 'yolo', 'yolo-segmentation', 'yolo-obb', 'voc'] as const)
      expect([format, seen[format].objects]).toEqual([format, objects]);
    expect(seen.coco.images).toBe(images);
    // shares with six decimals: a thousandth of a pixel and less, of images of some hundred pixels
    expect(seen.yolo.worst).toBeLessThan(0.01);
    // supervision draws outlines on whole pixels
    expect(seen['yolo-segmentation'].worst).toBeLessThan(1.5);
    // whole pixels, and the first pixel is 1
    expect(seen.voc.worst).toBeLessThanOrEqual(1.5);
    // a mask of pixels against the exact area of larger objects
    expect(seen.coco.worst).toBeLessThan(0.1);
    expect(seen.masks).toEqual({ 'wrong sizes': 0, painted: seen.drawn });
  });
});
