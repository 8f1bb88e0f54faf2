// What the bundle may weigh.

/** Largest minified bundle, in bytes. A build beyond it fails. Raised only together with the feature that needs it:
 *  8,192 for the first call's path, 4,096 for the client that bounds, drains and counts, 9,216 for all forms of calls, the
 *  strict envelope, the thing model, settings that are tried, and the pins' services and guards, 4,096 for what keeps a board
 *  alive and its pins safe, for the console, and for lying in less memory; 1,024 are left for services of one's own. */
export const BUDGET_BYTES = 27_648;

/** Largest minified stand-alone client, dist/mqtt.js, in bytes: Espruino's own MQTT module, minified the same
 *  way, has 5,055, and does not reconnect. */
export const MODULE_BUDGET_BYTES = 7168;

/** How many bytes of `code` are beyond the budget; 0 when it fits. */
export function bytesOverBudget(bytes: number, budget = BUDGET_BYTES): number {
  return Math.max(0, bytes - budget);
}

/** `1234567` as `1,234,567`, whatever the machine's locale. */
export function thousands(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}
