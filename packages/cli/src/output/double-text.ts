/** A double as the gateway writes it: `10.0`, not `10`, and the sign of zero stays. */
export function doubleText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}
