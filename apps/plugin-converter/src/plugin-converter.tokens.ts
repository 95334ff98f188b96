/** What fills these is said in the module. */
export const STAGING_BUCKET = Symbol('StagingBucket');
export const CONVERSION_WORK = Symbol('ConversionWork');
