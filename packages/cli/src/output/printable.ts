/**
 * Text from elsewhere, made safe for a terminal: control characters, which could move the cursor or
 * worse, are spelled out. Lines stay lines.
 */
export function printable(text: string): string {
  return text.replaceAll(controls, (control) => (control === '\n' ? control : escapeOf(control)));
}

/** The same on one line. */
export function printableOnOneLine(text: string): string {
  return text.replaceAll(controls, escapeOf);
}

// Also the bidirectional overrides, which make a line read as what it is not.
// oxlint-disable-next-line no-control-regex
const controls = /[\0-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

const shortEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(control: string): string {
  const code = control.charCodeAt(0).toString(16);
  return (
    shortEscapes[control] ??
    (code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`)
  );
}
