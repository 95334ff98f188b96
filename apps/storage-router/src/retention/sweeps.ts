import { Sweeper } from '@hub/service-defaults';
import { Injectable } from '@nestjs/common';
import { AbortUploads } from './abort-uploads.js';
import { ClearDeliveries } from './clear-deliveries.js';
import { ClearStaging } from './clear-staging.js';
import { ClearUploads } from './clear-uploads.js';
import { ExpireArtifacts } from './expire-artifacts.js';
import { ForgetLinks } from './forget-links.js';

const everyMs = 60_000;

/** Runs the retention once a minute. */
@Injectable()
export class Sweeps extends Sweeper {
  constructor(
    expire: ExpireArtifacts,
    staging: ClearStaging,
    deliveries: ClearDeliveries,
    uploads: AbortUploads,
    links: ForgetLinks,
    pluginUploads: ClearUploads,
  ) {
    super('retention', everyMs, [expire, staging, deliveries, uploads, links, pluginUploads]);
  }
}
