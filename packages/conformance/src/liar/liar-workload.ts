import type { Work, Workload, Write } from '../workload/workload.ts';

function write(word: string): Write {
  return { code: `${word} {name}`, count: 'count {name}' };
}

/** For the liar. */
const work: Work = {
  quick: { code: 'quick', says: 42 },
  long: ['long', 'join'],
  busy: 'busy',
  sleep: 'sleep',
  deaf: 'deaf',
  deafTasks: 'tasks',
  remember: { set: 'set 7', get: 'get', says: 7 },
  longExport: { code: 'export {name}', count: 'files {name}' },
  lateWrite: write('late'),
  shortWrite: write('short'),
  oneRow: write('one'),
  manyRows: { code: 'many', rows: 40 },
};

/** Its programs are what it understands as code. */
export const liarWorkload: Workload = { ...work, sessionKind: 'sql', batches: work };
