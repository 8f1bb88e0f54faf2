/** `#build` for tests under Node's condition "firmware": the client as it is in the firmware. */
export const ALONE = false;
