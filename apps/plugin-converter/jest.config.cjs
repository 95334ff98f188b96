module.exports = { ...require('../../jest.preset.cjs'), displayName: 'plugin-converter', rootDir: __dirname };
