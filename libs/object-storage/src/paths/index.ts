/** Names of buckets and folders, without any store: `@hub/object-storage/paths` loads no SDK. */
export { checkBucketName, type BucketNameRules } from './bucket-name.js';
export { pathPlaceholders, type PathPlaceholder, type PathValues } from './path-placeholders.js';
export {
  checkPathTemplate,
  fixedFolder,
  keyUnder,
  mostFileNameBytes,
  renderPath,
  type PathRules,
} from './path-template.js';
