/** Under this token the module provides the store's TaskWriter. */
export const TASK_WRITER = Symbol('TaskWriter');
/** Under this token the module provides the store's AnnotationSource. */
export const ANNOTATION_SOURCE = Symbol('AnnotationSource');
