import { userInfo } from 'node:os';

/** Whom this process runs as, by his name; by his number where he has none, as often in a container. */
export function osUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
