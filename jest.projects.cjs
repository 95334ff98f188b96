/** All projects in one jest run; each can also be run alone by its own config (nx test <project>). */
module.exports = {
  projects: ['<rootDir>/libs/*/jest.config.cjs', '<rootDir>/apps/*/jest.config.cjs'],
  maxWorkers: 2,
  // a run over several projects takes this from here, not from the projects
  testTimeout: 120_000,
};
