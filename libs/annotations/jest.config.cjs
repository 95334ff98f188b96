module.exports = { ...require('../../jest.preset.cjs'), displayName: 'annotations', rootDir: __dirname };
