import { ImportsController } from './http/imports.controller.js';
import { ImportFiles } from './import-files.js';

/** What the import adds to the service's module. */
export const importControllers = [ImportsController];
export const importUseCases = [ImportFiles];
