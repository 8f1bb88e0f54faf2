// A generated part of a text file, between two comments.

/**
 * `text` with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced by `content`.
 * Throws, naming the markers, when they are not there once each and in this order.
 */
export function replaceBetween(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const [before, ...rest] = text.split(begin);
  const [, after, ...more] = rest.join(begin).split(end);
  if (before === undefined || rest.length !== 1 || after === undefined || more.length > 0 || before.includes(end)) {
    throw new Error(`the text must have one ${begin} and after it one ${end}`);
  }
  return `${before}${begin}\n${content}\n${end}${after}`;
}
