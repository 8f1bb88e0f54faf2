/** `#build` for tests that run the firmware's sources on Node: the client with everything that it can do. */
export const ALONE = true;
