/** `#version` for tests that run the firmware's sources on Node. */
export const VERSION = '0.0.0-test';
