module.exports = { ...require('../../jest.preset.cjs'), displayName: 'sliced-work', rootDir: __dirname };
