/** How a text between single quotes is read. */
export type TextForm =
  /** '…': two quotes are one. */
  | 'plain'
  /** E'…': with backslashes too. */
  | 'escaped'
  /** X'…', B'…': ends at the first quote. */
  | 'bits';

/**
 * Reads a text from its opening quote on. Texts with a line break between them are one text:
 * 'a' on one line and 'b' on the next are 'ab', also with a comment behind the first.
 * @param part is told each piece of the text's value
 * @returns where the literal ends; -1 when it does not
 */
export function readText(
  sql: string,
  open: number,
  form: TextForm,
  part: (piece: string) => void = () => {},
): number {
  const stops = form === 'escaped' ? /['\\]/g : /'/g;
  let from = open + 1;
  for (;;) {
    stops.lastIndex = from;
    const stop = stops.exec(sql)?.index;
    if (stop === undefined) return -1;
    part(sql.slice(from, stop));

    if (sql[stop] === '\\') {
      const escape = readEscape(sql, stop);
      if (!escape) return -1;
      part(escape.value);
      from = escape.end;
    } else if (sql[stop + 1] === "'" && form !== 'bits') {
      part("'");
      from = stop + 2;
    } else {
      const reopened = reopeningQuote(sql, stop + 1);
      if (reopened === -1) return stop + 1;
      from = reopened + 1;
    }
  }
}

const plainEscapes = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function readEscape(sql: string, backslash: number): { value: string; end: number } | null {
  const pattern = /\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|u([0-9a-f]{4})|U([0-9a-f]{8})|([^]))/iy;
  pattern.lastIndex = backslash;
  const match = pattern.exec(sql);
  if (!match) return null;
  const [whole, hexadecimal, octal, short, long, other] = match;
  const end = backslash + whole.length;
  if (other !== undefined) return { value: plainEscapes.get(other) ?? other, end };
  const code =
    octal === undefined ? parseInt(hexadecimal ?? short ?? long ?? '', 16) : parseInt(octal, 8);
  // DuckDB refuses a code that is no character; so may this value be anything.
  return { value: code <= 0x10ffff ? String.fromCodePoint(code) : '', end };
}

/** The quote with which a text goes on behind a line break; -1 when it does not go on. */
function reopeningQuote(sql: string, after: number): number {
  let at = after;
  let hasLineBreak = false;
  for (;;) {
    const char = sql[at];
    if (char === "'") return hasLineBreak ? at : -1;
    if (char === '\n' || char === '\r') {
      hasLineBreak = true;
      at += 1;
    } else if (char === ' ' || char === '\t' || char === '\f') {
      at += 1;
    } else if (char === '-' && sql[at + 1] === '-') {
      at = endOfLine(sql, at);
    } else {
      return -1;
    }
  }
}

/** Where the line's break stands, or the end of the text. */
export function endOfLine(sql: string, from: number): number {
  const lineBreak = /[\n\r]/g;
  lineBreak.lastIndex = from;
  return lineBreak.exec(sql)?.index ?? sql.length;
}
