/** Under this token the module provides the store's TaskWriter. */
export const TASK_WRITER = Symbol('TaskWriter');
