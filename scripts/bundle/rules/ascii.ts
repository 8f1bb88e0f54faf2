// Characters: what is not ASCII in the text, or not a byte in a string.
import type { Rule } from '../source.ts';
import { visit } from '../source.ts';

/** The board reads the file as bytes, so that a character beyond ASCII becomes two or three of them. */
export const ascii: Rule = {
  name: 'ascii',
  find({ code }, report) {
    const at = /[^\t\n\r\x20-\x7e]/.exec(code)?.index;
    if (at === undefined) return;
    const hex = code.charCodeAt(at).toString(16).padStart(4, '0');
    report(at, `the character U+${hex.toUpperCase()} is not ASCII: write it as an escape`);
  },
};

/** A string is bytes on the ESP32: a character beyond U+00FF is cut to its low byte. */
export const byteStrings: Rule = {
  name: 'byte-strings',
  find({ ast }, report) {
    visit(ast, {
      Literal(node) {
        if (typeof node.value !== 'string') return;
        const wide = /[^\0-\xff]/.exec(node.value)?.[0];
        if (wide) report(node, `${JSON.stringify(wide)} is more than a byte, and Espruino's strings hold bytes`);
      },
    });
  },
};
