import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { migrateAnnotationStore } from '@hub/annotation-store';
import { archiveDescriptorSchema, streamArchive } from '@hub/archive';
import { readZip } from '@hub/archive/testing';
import { connectBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import {
  ArchiveConverted,
  ArtifactDelivered,
  ConversionSliceDue,
  ExportCancellationRequested,
  StepFailed,
  type Archive,
  type ExportFormat,
} from '@hub/event-contracts';
import { openFolderBucket } from '@hub/object-storage';
import { createService, loadSettings } from '@hub/service-defaults';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import { pluginConverter } from './plugin-converter.module.js';
import { stageOriginal } from './testing/original.js';

interface Coco {
  images: { id: number; file_name: string }[];
  annotations: { id: number; image_id: number; category_id: number; bbox: number[] }[];
  categories: { id: number; name: string }[];
}

describe('plugin-converter', () => {
  const bus = new RecordingBus();
  const folder = mkdtempSync(join(tmpdir(), 'hub-converter-'));
  const bucket = openFolderBucket(folder, 'staging');
  let database: TestDatabase;
  let app: INestApplication;

  beforeAll(async () => {
    database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await pluginConverter.migrate(database.url);
    const settings = loadSettings(pluginConverter.settings, {
      DATABASE_URL: database.url,
      BUCKETS: 'folder',
      BUCKETS_FOLDER: folder,
      LINK_SECRET: 'a-secret-for-links-of-the-spec',
      PUBLIC_URL: 'http://hub.example',
      STORAGE_ROUTER_URL: 'http://127.0.0.1:1',
      INTERNAL_TOKEN: 'a-token-of-the-spec',
      PLUGIN_KEYS: `1:${randomBytes(32).toString('base64')}`,
    });
    app = await createService(pluginConverter.module(settings, bus), { name: 'plugin-converter', logLevel: 'fatal' });
    await connectBus(app, bus, pluginConverter.name, pluginConverter.consumes);
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await bus.close();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const delivered = (exportId: string, format: ExportFormat, archive: Archive, attempt = 1) =>
    bus.say(ArtifactDelivered, exportId, {
      ...ArtifactDelivered.sample,
      exportId,
      format,
      attempt,
      converter: 'coco',
      archive,
    });

  /** A document with `boxes` boxes. */
  const document = (n: number, boxes: number): string =>
    JSON.stringify({
      asset: `https://cdn.example/${n}.png`,
      assetId: `a${n}`,
      externalId: `${n}.png`,
      metadata: { width: 10, height: 10 },
      batches: [],
      task: {
        taskId: `t${n}`,
        tools: Array.from({ length: boxes }, (_, i) => ({
          'bounding-box': { x: n, y: i, width: 1, height: 1 },
          objectId: `o${n}-${i}`,
          schemaId: 's',
          title: 'Car',
          classifications: [],
        })),
        classifications: [],
        relations: [],
      },
    });
  const parts = [[document(1, 2), document(2, 0)], [document(3, 1)], [document(4, 3), document(5, 1)]];

  async function filesOf(archive: Archive): Promise<Map<string, string>> {
    const descriptor = archiveDescriptorSchema.parse(
      JSON.parse((await buffer(await bucket.get(archive.descriptor.key))).toString()),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of streamArchive(descriptor, (key, range) => bucket.get(key, range))) chunks.push(chunk);
    const zip = Buffer.concat(chunks);
    expect(zip).toHaveLength(archive.bytes);
    return new Map((await readZip(zip)).map(({ name, plain }) => [name, plain.toString('utf8')]));
  }

  it.each(['json', 'ndjson', 'split'] as const)('converts an original in %s, slice by slice', async (format) => {
    const exportId = `e-${format}`;
    await delivered(exportId, format, await stageOriginal(bucket, exportId, format, parts));
    const { archive } = await bus.hears(ArchiveConverted, exportId);
    const files = await filesOf(archive);
    expect([...files.keys()]).toEqual(['Street-task-export-coco.json', 'manifest.json']);
    const coco = JSON.parse(files.get('Street-task-export-coco.json') ?? '') as Coco;
    expect(coco.images.map(({ id, file_name }) => [id, file_name])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [n, `${n}.png`]),
    );
    expect(coco.annotations.map(({ id, image_id }) => [id, image_id])).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
      [4, 4],
      [5, 4],
      [6, 4],
      [7, 5],
    ]);
    expect(coco.categories).toEqual([{ id: 1, name: 'Car', supercategory: '' }]);
    expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject({
      converter: 'coco',
      counts: { images: 5, annotations: 7 },
      fidelity: { carries: { pages: 'kept' }, losses: [] },
    });
    expect(bus.said(ConversionSliceDue, exportId).map(({ slice }) => slice)).toEqual([0, 1, 2, 3]);
  });

  it('converts an empty export, and one of a single part in the handler', async () => {
    await delivered('e-empty', 'json', await stageOriginal(bucket, 'e-empty', 'json', [[]]));
    const { archive } = await bus.hears(ArchiveConverted, 'e-empty');
    const coco = JSON.parse((await filesOf(archive)).get('Street-task-export-coco.json') ?? '') as Coco;
    expect(coco).toMatchObject({ images: [], annotations: [], categories: [{ id: 1 }] });
    expect(bus.said(ConversionSliceDue, 'e-empty')).toEqual([]);
  });

  it('says it once however often the event comes, and again for another run', async () => {
    const archive = await stageOriginal(bucket, 'e-again', 'ndjson', parts);
    await delivered('e-again', 'ndjson', archive);
    const first = await bus.hears(ArchiveConverted, 'e-again');
    await delivered('e-again', 'ndjson', archive);
    await delivered('e-again', 'ndjson', archive, 2);
    expect(await bus.hears(ArchiveConverted, 'e-again', 2)).toEqual({ ...first, attempt: 2 });
  });

  it('says why when the staged segments are gone', async () => {
    const archive = await stageOriginal(bucket, 'e-gone', 'ndjson', parts);
    await bucket.delete(archive.descriptor.key);
    await delivered('e-gone', 'ndjson', archive);
    expect(await bus.hears(StepFailed, 'e-gone')).toMatchObject({
      failure: { step: 'convert', code: 'staging-expired', retryable: false },
    });
  });

  it('does nothing for an export that was cancelled, or that asked for no conversion', async () => {
    const archive = await stageOriginal(bucket, 'e-cancelled', 'ndjson', parts);
    await bus.say(ExportCancellationRequested, 'e-cancelled', { exportId: 'e-cancelled' });
    await delivered('e-cancelled', 'ndjson', archive);
    await bus.say(ArtifactDelivered, 'e-plain', { ...ArtifactDelivered.sample, exportId: 'e-plain', archive });
    // what comes after them is done, so they were handled
    await delivered('e-after', 'ndjson', await stageOriginal(bucket, 'e-after', 'ndjson', parts));
    await bus.hears(ArchiveConverted, 'e-after');
    expect([bus.said(ArchiveConverted, 'e-cancelled'), bus.said(ArchiveConverted, 'e-plain')]).toEqual([[], []]);
  });
});
