module.exports = { ...require('../../jest.preset.cjs'), displayName: 'sealing', rootDir: __dirname };
