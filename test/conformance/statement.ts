/** What a row of the conformance table is, and what may be wrong with the table. */

/** A normative statement of MQTT 3.1.1, in our words. */
export interface Statement {
  /** The specification's own identifier, such as 'MQTT-3.1.2-23'. */
  readonly id: string;
  readonly says: string;
  /** Names of the tests that show it. */
  readonly shownBy: readonly string[];
  /** Why no test shows it: it does not bind this client. */
  readonly notApplicable?: string;
}

/** A statement that binds this client, and the names of the tests that show it. */
export function must(id: string, says: string, ...shownBy: string[]): Statement {
  return { id: `MQTT-${id}`, says, shownBy };
}

/** A statement that does not bind this client. */
export function not(notApplicable: string): (id: string, says: string) => Statement {
  return (id, says) => ({ id: `MQTT-${id}`, says, shownBy: [], notApplicable });
}

/** Binds the server alone. */
export const server = not('binds the server');
/** About QoS 2: this client neither grants nor uses it, and a PUBLISH at QoS 2 closes the connection. */
export const qos2 = not('QoS 2: neither granted nor used');
/** About the Will: CONNECT never has one. */
export const will = not('Will: CONNECT never has one');
/** About RETAIN as a publisher: PUBLISH never has it. */
export const retain = not('RETAIN: PUBLISH never sets it');
/** About UNSUBSCRIBE: the client never sends it. */
export const unsubscribe = not('UNSUBSCRIBE: never sent');
/** About WebSocket: the transport is TCP or TLS. */
export const webSocket = not('WebSocket: the transport is TCP or TLS');

/** What is wrong with the table, in view of the names of all tests; nothing where it holds. */
export function problemsOf(statements: readonly Statement[], names: readonly string[]): string[] {
  const problems: string[] = [];
  const known = new Set(names);
  const byId = new Map<string, Statement>();
  for (const statement of statements) {
    const { id, shownBy, notApplicable } = statement;
    if (byId.has(id)) problems.push(`${id} is in the table twice`);
    byId.set(id, statement);
    if (shownBy.length === 0 && !notApplicable) problems.push(`${id} has no test, and no reason why not`);
    if (shownBy.length > 0 && notApplicable) problems.push(`${id} has a test, and a reason why not`);
    for (const name of shownBy) {
      if (!known.has(name)) problems.push(`${id}: there is no test "${name}"`);
      if (!name.includes(`[${id}]`)) problems.push(`${id}: the test "${name}" does not name it`);
    }
  }
  for (const name of known)
    for (const [, id = ''] of name.matchAll(/\[(MQTT-[^\]]*)\]/g)) {
      const statement = byId.get(id);
      if (!statement) problems.push(`the test "${name}" names ${id}, which is not in the table`);
      else if (!statement.shownBy.includes(name))
        problems.push(`${id} does not list the test "${name}", which names it`);
    }
  return problems;
}
