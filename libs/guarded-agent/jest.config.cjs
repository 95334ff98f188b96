module.exports = { ...require('../../jest.preset.cjs'), displayName: 'guarded-agent', rootDir: __dirname };
