import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { bucketSettings } from '../bucket-settings.js';
import { s3Client } from './s3-settings.js';

/**
 * A job that runs before any service: makes the installation's own two buckets where they do not exist yet (customers'
 * buckets are never made by us). `node create-buckets.js`, settings from the environment.
 */
async function createBuckets(settings: z.output<typeof bucketSettings>): Promise<void> {
  const client = s3Client(settings);
  for (const Bucket of new Set([settings.STAGING_BUCKET, settings.DEFAULT_BUCKET])) {
    const exists = await client.send(new HeadBucketCommand({ Bucket })).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    await client.send(new CreateBucketCommand({ Bucket }));
    console.log(`created bucket ${Bucket}`);
  }
}

const settings = bucketSettings.safeParse(process.env);
if (settings.success) {
  createBuckets(settings.data).catch((error: unknown) => {
    console.error(`Buckets could not be created: ${String(error)}`);
    process.exitCode = 1;
  });
} else {
  console.error(z.prettifyError(settings.error));
  process.exitCode = 1;
}
