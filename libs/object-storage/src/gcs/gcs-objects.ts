import type { GcsClient } from './gcs-client.js';
import { classifyGcsError } from './gcs-errors.js';
import { resourceFields, resourceSchema, type GcsResource } from './gcs-resource.js';

/** What is under a key now. */
export class GcsObjects {
  constructor(private readonly client: GcsClient) {}

  async find(key: string, signal?: AbortSignal): Promise<GcsResource | null> {
    const url = this.client.objectUrl(key, { fields: resourceFields });
    try {
      return await this.client.json(resourceSchema, { method: 'GET', url, signal });
    } catch (error) {
      if (classifyGcsError(error).code === 'object-missing') return null;
      throw error;
    }
  }

  /** Nothing happens when it is gone. */
  async remove(key: string): Promise<void> {
    await this.delete(this.client.objectUrl(key), ['object-missing']);
  }

  /** Nothing happens when it is gone, or when somebody has put another object there. */
  async removeGeneration(key: string, generation: string): Promise<void> {
    await this.delete(this.client.objectUrl(key, { ifGenerationMatch: generation }), [
      'object-missing',
      'object-exists',
    ]);
  }

  private async delete(url: URL, fine: readonly string[]): Promise<void> {
    try {
      (await this.client.call({ method: 'DELETE', url })).resume();
    } catch (error) {
      if (!fine.includes(classifyGcsError(error).code)) throw error;
    }
  }
}
