import type { GcsClient } from './gcs-client.js';
import { classifyGcsError } from './gcs-errors.js';
import { resourceFields, resourceSchema, type GcsResource } from './gcs-resource.js';

/** What is under a key now. */
export class GcsObjects {
  constructor(private readonly client: GcsClient) {}

  async find(key: string, signal?: AbortSignal): Promise<GcsResource | null> {
    try {
      const [found] = await this.client.ask((files) => files.file(key).getMetadata({ fields: resourceFields }), signal);
      return resourceSchema.parse(found);
    } catch (error) {
      if (classifyGcsError(error).code === 'object-missing') return null;
      throw error;
    }
  }

  /** Nothing happens when it is gone. */
  async remove(key: string): Promise<void> {
    await this.delete(key, {}, ['object-missing']);
  }

  /** Nothing happens when it is gone, or when somebody has put another object there. */
  async removeGeneration(key: string, generation: string): Promise<void> {
    await this.delete(key, { ifGenerationMatch: generation }, ['object-missing', 'object-exists']);
  }

  /** Without the library's `ignoreNotFound`, which takes a missing bucket for a missing object. */
  private async delete(key: string, conditions: object, fine: readonly string[]): Promise<void> {
    try {
      await this.client.ask((files) => files.file(key).delete(conditions));
    } catch (error) {
      if (!fine.includes(classifyGcsError(error).code)) throw error;
    }
  }
}
