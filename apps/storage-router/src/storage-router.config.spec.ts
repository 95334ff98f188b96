import { randomBytes } from 'node:crypto';
import { loadSettings } from '@hub/service-defaults';
import { storageRouterSettings } from './storage-router.config.js';

const key = randomBytes(32).toString('base64');
const environment = {
  DATABASE_URL: 'postgres://localhost/none',
  PUBLIC_URL: 'http://hub.example',
  LINK_SECRET: 'x'.repeat(16),
  INTERNAL_TOKEN: 'x'.repeat(16),
  STORAGE_KEYS: `1:${key}`,
};
const said = (more: Record<string, string | undefined>): string => {
  try {
    loadSettings(storageRouterSettings, { ...environment, ...more });
  } catch (error) {
    return String(error);
  }
  return '';
};

it('needs a ring of keys, says which entry is wrong, and never shows one', () => {
  expect(said({})).toBe('');
  expect(said({ STORAGE_KEYS: undefined })).toContain('STORAGE_KEYS');
  const wrong = said({ STORAGE_KEYS: `1:${key},2:${key.slice(4)}` });
  expect(wrong).toContain('STORAGE_KEYS: Entry 2 ("2") has 29 bytes instead of 32');
  expect(wrong).not.toContain(key.slice(4, 12));
});

it('takes our AWS identity whole, or not at all', () => {
  expect(said({ AWS_ROLE_PRINCIPAL: 'arn:aws:iam::123456789012:user/hub' })).toBe('');
  expect(said({ AWS_ROLE_PRINCIPAL: 'hub' })).toContain('AWS_ROLE_PRINCIPAL');
  expect(said({ AWS_ROLE_ACCESS_KEY_ID: 'AKIA' })).toContain('AWS_ROLE_SECRET_ACCESS_KEY');
  expect(said({ AWS_ROLE_ACCESS_KEY_ID: '', AWS_ROLE_SECRET_ACCESS_KEY: '' })).toBe('');
  expect(said({ AWS_ROLE_ACCESS_KEY_ID: 'AKIA', AWS_ROLE_SECRET_ACCESS_KEY: 's' })).toBe('');
});
