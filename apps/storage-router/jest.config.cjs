module.exports = { ...require('../../jest.preset.cjs'), displayName: 'storage-router', rootDir: __dirname };
