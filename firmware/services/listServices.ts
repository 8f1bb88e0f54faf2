/** ListServices and DescribeService. */
import { Code, refuse } from '../link/code.ts';
import { list, service, text } from './declare.ts';
import { outside } from './outside.ts';

/** Their names, but those of what the link asks for by itself. */
function listed(): string[] {
  return outside.find().filter((name) => name.indexOf('.') < 0);
}

/** Names every service but those that the link asks for by itself. */
export const listServices = service(
  {
    name: 'ListServices',
    kind: 'read',
    does: 'Names every service.',
    input: {},
    output: { services: list<string>(0, 64) },
  },
  () => ({ services: listed() }),
);

/** Says what a service accepts. */
export const describeService = service(
  {
    name: 'DescribeService',
    kind: 'read',
    does: "Says a service's kind and what each of its parameters accepts, as its line declares them.",
    input: { service: text(1, 64) },
    output: { service: text(1, 64), line: text(1, 512) },
  },
  (input) => {
    const entry = outside.find(input.service);
    if (!entry) throw refuse(Code.PARAMETER, 'service must be one of ' + listed().join(', '));
    return { service: input.service, line: entry[0] };
  },
  true,
);
