import { notFound } from '@hub/failures';
import { openFolderBucket, type Bucket } from '@hub/object-storage';
import type { CustomerBuckets } from '../deliver/buckets.js';

/** Customers' buckets as folders: the storage `s1` of the organization `o1`, whose links lead to `http://customer.example`. */
export class CustomerFolders implements CustomerBuckets {
  constructor(private readonly folder: string) {}

  open(bucket: string): Bucket {
    const links = { publicUrl: 'http://customer.example', secret: 'the secret of the customer' };
    return openFolderBucket(`${this.folder}/s1`, bucket, links);
  }

  async bucket(storage: { storageId: string; organizationId?: string }, bucket: string): Promise<Bucket> {
    if (storage.storageId !== 's1' || storage.organizationId !== 'o1')
      return Promise.reject(notFound('There is no such storage'));
    return Promise.resolve(this.open(bucket));
  }
}
