// The services of a board as a page for people, in Markdown.
import type { BoardData } from '../bundle/board.ts';
import type { DataType } from '../cloud/model/tsl.ts';
import type { CodeLine } from './codes.ts';
import { exampleLine } from './example.ts';
import { code, table } from './markdown.ts';
import { EVENT_MEMBERS, EVENTS, propertiesOf } from './pins.ts';
import type { Service } from './services.ts';
import { acceptsOf, doesOf, KINDS } from './words.ts';

/** What the page tells of. */
export interface PageOptions {
  board: BoardData;
  services: readonly Service[];
  codes: readonly CodeLine[];
  /** What TSL has no words for, a line each. */
  left: readonly string[];
}

/** The page. */
export function page({ board, services, codes, left }: PageOptions): string {
  return `${[
    '# Services',
    `What a board answers, with the board ${code(board.name)} for example. Written by \`npm run model -- --write\` from the
declarations in [firmware/services/](../firmware/services); \`npm run model\` writes the same as the platform's thing model.`,
    ...services.map((service) => section(service, board)),
    '## Properties',
    `A pin with \`property: true\` in its board's file is a property: it is read by property get, and every change is posted.
One that may be set answers property set with what was applied.`,
    properties(board),
    '## Events',
    ...EVENTS.map(event),
    '## Codes',
    codesTable(codes),
    '## In the thing model',
    `TSL has fewer words than the declarations. The platform checks the arguments of InvokeThingService against it; RRpc asks
for no thing model and reaches everything.`,
    [
      'A pin is a text there. Its number goes in digits, `"2"`: the board takes both.',
      "What is one of some texts is a text: TSL's enum has numbers only. The board refuses the others.",
      'TSL does not say what must be there. The board does.',
      ...left,
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
  ].join('\n\n')}\n`;
}

/** The codes of a reply. */
export function codesTable(codes: readonly CodeLine[]): string {
  return table(
    ['Code', 'Meaning'],
    codes.map((one) => [String(one.code), one.means]),
  );
}

function section(service: Service, board: BoardData): string {
  const { name, kind, does, input, output } = service;
  const parts = [`## ${name}`, `${does} It ${KINDS[kind]}.`];
  const inputs = Object.entries(input);
  if (inputs.length > 0)
    parts.push(
      table(
        ['Parameter', 'Accepts', 'Must be there', ''],
        inputs.map(([key, field]) => [code(key), acceptsOf(field), field.optional ? 'no' : 'yes', doesOf(field)]),
      ),
    );
  const outputs = Object.entries(output);
  if (outputs.length > 0)
    parts.push(
      table(
        ['Result', 'Is', ''],
        outputs.map(([key, field]) => [
          code(key),
          field.type === 'pin' ? 'the pin, as it was given' : acceptsOf(field),
          doesOf(field),
        ]),
      ),
    );
  parts.push(`\`\`\`\n${exampleLine(service, board.pins)}\n\`\`\``);
  return parts.join('\n\n');
}

function properties(board: BoardData): string {
  return table(
    ['Property', 'Value', 'Set or read'],
    propertiesOf(board.pins).map(({ identifier, accessMode, dataType }) => [
      code(identifier),
      wordsOf(dataType),
      accessMode === 'rw' ? 'set and read' : 'only read',
    ]),
  );
}

function event({ identifier, does, outputData }: (typeof EVENTS)[number]): string {
  const rows = outputData.map((one) => [
    code(one.identifier),
    wordsOf(one.dataType),
    EVENT_MEMBERS[one.identifier] ?? '',
  ]);
  return `### ${identifier}\n\n${does}\n\n${table(['Member', 'Is', ''], rows)}`;
}

function wordsOf({ type, specs }: DataType): string {
  if (type === 'bool') return '0 or 1';
  if (type === 'float') return `${Number(specs.min).toFixed(1)}..${Number(specs.max).toFixed(1)}`;
  return type === 'text' ? 'a text' : 'a whole number';
}
