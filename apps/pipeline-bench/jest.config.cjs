module.exports = { ...require('../../jest.preset.cjs'), displayName: 'pipeline-bench', rootDir: __dirname };
