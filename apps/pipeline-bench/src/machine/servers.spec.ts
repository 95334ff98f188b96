import { productionServers, s3Server } from './servers.js';

const s3 = { S3_ENDPOINT: 'http://127.0.0.1:9000', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };

it('finds the servers that the environment names, and nothing else of it', () => {
  expect(s3Server({ ...s3, HOME: '/root' })).toEqual({ ...s3, S3_REGION: 'us-east-1', S3_FORCE_PATH_STYLE: 'true' });
  expect(productionServers({ ...s3, KAFKA_BROKERS: 'k:9092', SMTP_HOST: 'm', SMTP_PORT: '25' })).toMatchObject({
    KAFKA_BROKERS: 'k:9092',
    SMTP_HOST: 'm',
  });
});

it('has none when one is missing', () => {
  expect(s3Server({ ...s3, S3_ENDPOINT: undefined })).toBeNull();
  expect(productionServers({ ...s3, KAFKA_BROKERS: 'k:9092' })).toBeNull();
});
