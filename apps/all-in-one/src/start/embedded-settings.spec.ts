import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportApi } from '@hub/export-api';
import { exportBuilder } from '@hub/export-builder';
import { hubApi } from '@hub/hub-api';
import { loadSettings } from '@hub/service-defaults';
import { pluginConverter } from '@hub/plugin-converter';
import { storageRouter } from '@hub/storage-router';
import { allInOneSettings } from '../all-in-one.config.js';
import { DataFolder } from './data-folder.js';
import { embeddedSettings } from './embedded-settings.js';
import { operatorSettings } from './operator-settings.js';

const parts = { databaseUrl: 'postgres://embedded.test/hub', smtpPort: 2525 };
const path = mkdtempSync(join(tmpdir(), 'hub-settings-'));
let folder: DataFolder;
beforeAll(() => {
  folder = new DataFolder(path);
});
afterAll(() => {
  folder.release();
  rmSync(path, { recursive: true, force: true });
});

const given = (environment: Record<string, string>) =>
  embeddedSettings(loadSettings(allInOneSettings, environment), folder, parts);

it('hands on what operators set for the services', () => {
  const settings = given({
    ARTIFACT_RETENTION_DAYS: '30',
    DELIVERY_PATIENCE_MINUTES: '5',
    CUSTOMERS_GCS_ENDPOINT: 'http://127.0.0.1:4443',
  });
  expect(loadSettings(storageRouter.settings, settings)).toMatchObject({
    ARTIFACT_RETENTION_DAYS: 30,
    DELIVERY_PATIENCE_MINUTES: 5,
    CUSTOMERS_GCS_ENDPOINT: 'http://127.0.0.1:4443',
    LINK_SECONDS: 900,
  });
});

it('lets nothing reach the services that the embedded parts decide', () => {
  const settings = given({ DATABASE_URL: 'postgres://elsewhere.test/x', BUCKETS: 's3', SMTP_HOST: 'mail.test' });
  expect(settings).toMatchObject({
    DATABASE_URL: parts.databaseUrl,
    BUCKETS: 'folder',
    SMTP_HOST: '127.0.0.1',
  });
});

it('names settings that services have, and none of the embedded parts', () => {
  const services = [storageRouter, exportApi, exportBuilder, hubApi, pluginConverter].map(({ settings }) =>
    Object.keys(settings.shape),
  );
  for (const name of operatorSettings) expect(services.flat()).toContain(name);
  for (const name of Object.keys(given({}))) expect(operatorSettings).not.toContain(name);
});
