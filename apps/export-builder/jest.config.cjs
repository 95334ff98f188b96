module.exports = { ...require('../../jest.preset.cjs'), displayName: 'export-builder', rootDir: __dirname };
