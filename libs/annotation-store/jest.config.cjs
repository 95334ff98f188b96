module.exports = { ...require('../../jest.preset.cjs'), displayName: 'annotation-store', rootDir: __dirname };
