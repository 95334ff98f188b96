import type { AllInOneSettings } from '../all-in-one.config.js';
import type { DataFolder } from './data-folder.js';
import { operatorSettings } from './operator-settings.js';

/** The environment each service would be given in production, with embedded parts filled in. */
export function embeddedSettings(
  settings: AllInOneSettings,
  folder: DataFolder,
  parts: { databaseUrl: string; smtpPort: number },
): Record<string, string> {
  const handedOn = operatorSettings.flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(handedOn),
    BUS: 'embedded',
    DATABASE_URL: parts.databaseUrl,
    PUBLIC_URL: publicUrl(settings),
    INTERNAL_TOKEN: folder.secret('internal'),
    LINK_SECRET: folder.secret('links'),
    STORAGE_KEYS: folder.keyRing('storage-keys'),
    PLUGIN_KEYS: folder.keyRing('plugin-keys'),
    OUTBOUND_ALLOW: settings.OUTBOUND_ALLOW,
    BUCKETS: 'folder',
    BUCKETS_FOLDER: folder.file('buckets'),
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(parts.smtpPort),
    SMTP_TLS: 'off',
    LOG_LEVEL: settings.LOG_LEVEL,
  };
}

export const publicUrl = (settings: AllInOneSettings): string =>
  settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
