/** Looks at a variable inside a closure, as a debugger does: the only way to see what a parser holds. */
import { Session } from 'node:inspector';

/** A look into closures. */
export interface Look {
  /** The length of the string variable `name` in the closure of `of`. Throws where there is none of that name. */
  lengthOf(of: unknown, name: string): number;
  close(): void;
}

interface Property {
  readonly name: string;
  readonly value?: { readonly objectId?: string; readonly value?: unknown };
}

interface Properties {
  readonly result: readonly Property[];
  readonly internalProperties?: readonly Property[];
}

/** Opens a session with this process's own inspector. */
export function openLook(): Look {
  const session = new Session();
  session.connect();
  const post = <T>(method: string, params: object): T => {
    let answer: T | undefined;
    // The session to one's own thread answers before `post` returns.
    session.post(method, params, (error: Error | null, result?: object) => {
      if (error) throw error;
      answer = result as T;
    });
    if (answer === undefined) throw new Error(`the inspector did not answer ${method}`);
    return answer;
  };
  const properties = (objectId: string): Properties =>
    post<Properties>('Runtime.getProperties', { objectId, ownProperties: true });
  const shelf = globalThis as { fuzzLook?: unknown };
  return {
    lengthOf(of, name) {
      shelf.fuzzLook = of;
      const { result } = post<{ result: { objectId: string } }>('Runtime.evaluate', {
        expression: 'globalThis.fuzzLook',
        objectGroup: 'look',
      });
      const scopes = properties(result.objectId).internalProperties?.find((one) => one.name === '[[Scopes]]');
      for (const scope of properties(scopes?.value?.objectId ?? '').result) {
        if (!scope.value?.objectId) continue;
        const found = properties(scope.value.objectId).result.find((one) => one.name === name);
        if (typeof found?.value?.value === 'string') {
          post('Runtime.releaseObjectGroup', { objectGroup: 'look' });
          return found.value.value.length;
        }
      }
      throw new Error(`no string variable "${name}" in this closure`);
    },
    close: () => session.disconnect(),
  };
}
