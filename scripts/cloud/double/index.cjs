// The package's entry `espruino-rrpc/cloud` for require: as index.mjs.
const { require: load } = require('tsx/cjs/api');

module.exports = load('./double.ts', __filename);
