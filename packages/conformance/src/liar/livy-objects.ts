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
