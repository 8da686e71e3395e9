import { parseOneFile, showFilePath } from './file-path.ts';

/** A file as a batch names it: `obs://bucket/key`, or a resource, `name` or `group/name`, which the gateway knows. */
export function parseNamedFile(text: string): string {
  // What begins with a dot or a slash is a path of this machine.
  const isResource = /^[\w!-][^/:]*(?:\/[^/:]+)?$/.test(text);
  return isResource ? text : showFilePath(parseOneFile(text));
}
