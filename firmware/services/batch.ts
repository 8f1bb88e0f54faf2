/** Batch. */
import { BATCH_OPERATIONS } from '../limits.ts';
import { Code, type Refusal, refuse } from '../link/code.ts';
import type { Call } from '../link/service.ts';
import { list, service } from './declare.ts';
import { outside } from './outside.ts';

interface Operation {
  service: string;
  params?: Record<string, unknown>;
}

function never(): Call {
  throw refuse(Code.PARAMETER, 'wait must be 0 in a Batch');
}

/** Several operations in one call. */
export const batch = service(
  {
    name: 'Batch',
    kind: 'act',
    does: 'Does up to 8 operations in order: all are checked before the first is done.',
    input: { operations: list<Operation>(1, BATCH_OPERATIONS) },
    output: { results: list<{ code: number; data?: unknown; message?: string }>(1, BATCH_OPERATIONS) },
  },
  (input) => {
    const todo = input.operations.map((operation, at) => {
      const name = operation && operation.service;
      try {
        if (typeof name !== 'string') throw refuse(Code.PARAMETER, 'service must be a name');
        if (name === 'Batch') throw refuse(Code.PARAMETER, 'no Batch in a Batch');
        const params = operation.params === undefined ? {} : operation.params;
        const work = outside.prepare({ id: '', identifier: name, params: params });
        if (name === 'PulsePin' && params.wait) never();
        return work;
      } catch (thrown) {
        throw refuse((thrown as Refusal).code, 'operations[' + at + ']: ' + (thrown as Refusal).message);
      }
    });
    return {
      results: todo.map((work) => {
        try {
          return { code: Code.SUCCESS, data: work[0](work[1], never) };
        } catch (thrown) {
          return {
            code: (thrown as Refusal).code || Code.HANDLER,
            message: '' + ((thrown as Refusal).message || thrown),
          };
        }
      }),
    };
  },
);
