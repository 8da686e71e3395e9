/** Whether whoever read the output has seen enough, as `| head` has. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
