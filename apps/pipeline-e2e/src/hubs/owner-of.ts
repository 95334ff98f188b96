import { HubClient } from '../clients/hub-client.js';
import type { Hub } from './hub.js';

/** A client of the demo's owner, who may do everything. */
export function ownerOf({ url, demo }: Hub): HubClient {
  return new HubClient(url, demo.users.find(({ role }) => role === 'owner')?.apiKey ?? '');
}
