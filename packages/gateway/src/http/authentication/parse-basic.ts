/**
 * Reads what `Authorization: Basic` carries (RFC 7617): a user's name, which has no colon, and a password.
 * @returns null when it is not of that form
 */
export function parseBasic(
  credentials: string,
): { readonly user: string; readonly password: string } | null {
  if (!/^[A-Za-z0-9+/]{1,4096}={0,2}$/.test(credentials)) return null;
  let text: string;
  try {
    const bytes = Buffer.from(credentials, 'base64');
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return null;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
