import { openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import type { Provider } from '@nestjs/common';

/** People, their roles and projects: read, never written here. */
export const ANNOTATION_STORE = Symbol('AnnotationStore');

export const annotationStore = (databaseUrl: string, applicationName: string): Provider => ({
  provide: ANNOTATION_STORE,
  useFactory: (): Promise<AnnotationStore> =>
    openAnnotationStore(databaseUrl, { connections: 3, readConnections: 1, applicationName }),
});
