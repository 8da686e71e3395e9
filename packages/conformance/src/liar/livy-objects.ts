import type { LiarSession, LiarWork } from './liar-work.ts';

/** A statement as Livy and DLI v2.0 show it. */
export function statementObject(work: LiarWork) {
  const { id, code, status, message, rows } = work;
  const number = Number(id);
  const isSuccess = status === 'succeeded';
  const isLive = status === 'waiting' || status === 'running' || status === 'cancelling';
  const data = { 'application/json': { schema: { type: 'struct', fields: [] }, data: rows } };
  const failed = { ename: 'Error', evalue: message, traceback: [] };
  return {
    id: number,
    code,
    state: isSuccess || status === 'failed' ? 'available' : status,
    output: isLive
      ? null
      : {
          status: isSuccess ? 'ok' : 'error',
          execution_count: number,
          ...(isSuccess ? { data } : failed),
        },
    progress: isLive ? 0 : 1,
  };
}

export function sessionWord(session: LiarSession): string {
  switch (session.status) {
    case 'starting':
      return 'starting';
    case 'ended':
      return 'dead';
    case 'open': {
      const isBusy = [...session.works.values()].some(({ status }) => status === 'running');
      return isBusy ? 'busy' : 'idle';
    }
  }
}

/** A program of the liar is a file by the name of what it does, with its argument. */
export function codeOf({ file, args }: Record<string, unknown>): string {
  return [file, ...(args as string[])].join(' ');
}

export function batchLog({ rows }: LiarWork): string[] {
  return ['stdout: ', ...rows.map(String), 'stderr: '];
}
