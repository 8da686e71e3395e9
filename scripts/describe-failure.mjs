/**
 * @param {string} output of npm
 * @returns {string} what went wrong, for a person
 */
export function describeNpmFailure(output) {
  return describeFailure(/^npm error code (\S+)/m.exec(output)?.[1], firstComplaint(output));
}

/**
 * @param {string | undefined} code of the system or of npm
 * @param {string} what the words that came with it
 */
export function describeFailure(code, what) {
  switch (code) {
    case 'ENOSPC':
      return `the disk is full (${what})`;
    case 'EROFS':
      return `the file system is read-only (${what})`;
    case 'EACCES':
    case 'EPERM':
      return `permission denied (${what})`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'EIDLETIMEOUT':
    case 'ERR_SOCKET_TIMEOUT':
      return `no package registry within reach (${code}); connect to the network and try again`;
    case undefined:
    default:
      return `${what}; npm install shows more`;
  }
}

/** npm's own words, without the fields that it puts before them. */
function firstComplaint(output) {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|warn)\s*((nospc|rofs|network|404|notarget) )?/, ''));
  const field = /^((code|errno|syscall|path|dest) |A complete log|Log files were not written)/;
  return (
    lines.find((line) => line !== '' && !field.test(line)) ??
    'npm gave no reason (a full disk does that)'
  );
}
