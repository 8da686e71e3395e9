import { Type } from 'typebox';
import type { HttpClient } from '../http/http-client.ts';
import { brief, readAnswer } from '../http/read-answer.ts';
import { BatchPrograms } from './batch-program.ts';
import type { CancelAnswer, Door, WorkState, WorkStatus } from './door.ts';
import { toLivyCancelAnswer } from './livy-answers.ts';

const Batch = Type.Object({ id: Type.Integer(), state: Type.String() });
const Log = Type.Object({ log: Type.Array(Type.String()) });

const statuses: Readonly<Record<string, WorkStatus>> = {
  not_started: 'waiting',
  starting: 'waiting',
  recovering: 'running',
  running: 'running',
  busy: 'running',
  idle: 'running',
  shutting_down: 'cancelling',
  success: 'succeeded',
  error: 'failed',
  dead: 'failed',
  killed: 'cancelled',
};

/** Batches of Livy (livy-api.md 3). One that was deleted is not there any more. */
export function livyBatches(http: HttpClient): Door['batches'] {
  const programs = new BatchPrograms(http);
  const own = new Set<string>();
  const asked = new Set<string>();
  const find = (id: string) => http.call('GET', `/batches/${id}/state`);
  return {
    name: 'batches',
    refusesEnded: false,
    unknownId: '2147483000',
    submitWithLimit: null,
    isServed: async () => (await http.call('GET', '/batches?size=1')).status === 200,
    async submit(code) {
      const answer = await http.call('POST', '/batches', await programs.of(code));
      const id = String(readAnswer('a batch was submitted', answer, Batch).id);
      own.add(id);
      return id;
    },
    async state(id): Promise<WorkState> {
      const answer = await find(id);
      if (answer.status === 404) {
        const answered = { word: '404', message: '' };
        if (!asked.has(id)) return { ...answered, status: 'unknown' };
        return { ...answered, status: 'cancelled', isGone: true };
      }
      const { state: word } = readAnswer('a batch was looked at', answer, Batch);
      const status = statuses[word];
      if (status === undefined) throw new Error(`a batch has no state "${word}"`);
      return { status, word, message: '' };
    },
    async cancel(id): Promise<CancelAnswer> {
      if (own.has(id)) asked.add(id);
      const answer = await http.call('DELETE', `/batches/${id}`);
      if (answer.status !== 404 || !own.has(id)) return toLivyCancelAnswer(answer);
      const said = brief(answer);
      const found = await find(id);
      if (found.status === 404) return { meaning: 'ended', said: `${said}: cancelled before` };
      const { state } = readAnswer('a batch was looked at', found, Batch);
      const hasEnded = ['succeeded', 'failed', 'cancelled'].includes(statuses[state] ?? '');
      return { meaning: hasEnded ? 'ended' : 'unknown', said: `${said}: it is ${state}` };
    },
    async rows(id) {
      const answer = await http.call('GET', `/batches/${id}/log?from=0&size=1000`);
      return readAnswer('a log was asked for', answer, Log).log.map((line) => [line]);
    },
  };
}
