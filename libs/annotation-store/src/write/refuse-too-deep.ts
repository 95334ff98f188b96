import { badRequest } from '@hub/failures';

/**
 * A change that fails cleanly when its content is nested deeper than JavaScript can walk through (some thousand levels;
 * JSON.parse knows no limit, JSON.stringify does). The caller's transaction ends with the failure.
 */
export const refuseTooDeep =
  <Parameters extends readonly unknown[], Result>(change: (...parameters: Parameters) => Promise<Result>) =>
  async (...parameters: Parameters): Promise<Result> => {
    try {
      return await change(...parameters);
    } catch (error) {
      if (!(error instanceof RangeError && error.message.includes('call stack'))) throw error;
      throw badRequest('The content is nested too deep.', { expected: 'at most some hundred levels' });
    }
  };
