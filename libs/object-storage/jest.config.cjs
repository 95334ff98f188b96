module.exports = { ...require('../../jest.preset.cjs'), displayName: 'object-storage', rootDir: __dirname };
