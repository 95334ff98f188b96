export * from './ids.js';
export * from './document/unwritable.js';
export * from './document/values.js';
export * from './geometry/check-geometry.js';
export * from './geometry/kinds.js';
export * from './geometry/rotated-box.js';
export * from './interpolation/interpolated-kinds.js';
