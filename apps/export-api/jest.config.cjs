module.exports = { ...require('../../jest.preset.cjs'), displayName: 'export-api', rootDir: __dirname };
