/** What fills these is said in the module. */
export const ANNOTATION_STORE = Symbol('AnnotationStore');
export const ANNOTATION_SOURCE = Symbol('AnnotationSource');
export const STAGING_BUCKET = Symbol('StagingBucket');
export const BUILD_WORK = Symbol('BuildWork');
