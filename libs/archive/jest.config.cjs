module.exports = { ...require('../../jest.preset.cjs'), displayName: 'archive', rootDir: __dirname };
