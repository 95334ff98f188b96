export * from './bucket-contract.js';
