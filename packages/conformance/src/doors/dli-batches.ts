import { Type } from 'typebox';
import type { HttpClient } from '../http/http-client.ts';
import { readAnswer } from '../http/read-answer.ts';
import { BatchPrograms } from './batch-program.ts';
import type { DliPlace } from './dli.ts';
import { isUnknown, toDliCancelAnswer } from './dli-answers.ts';
import type { Door, WorkState, WorkStatus } from './door.ts';

const Created = Type.Object({ id: Type.String() });
const State = Type.Object({ state: Type.String() });
const Log = Type.Object({ log: Type.Array(Type.String()) });

const statuses: Readonly<Record<string, WorkStatus>> = {
  starting: 'waiting',
  recovering: 'running',
  running: 'running',
  success: 'succeeded',
};

/** Batches of DLI v2.0 (dli-api.md 3.6). */
export function dliBatches(http: HttpClient, { projectId, queue }: DliPlace): Door['batches'] {
  const base = `/v2.0/${projectId}/batches`;
  const programs = new BatchPrograms(http);
  const asked = new Set<string>();
  return {
    name: `batches of queue ${queue}`,
    refusesEnded: true,
    unknownId: '00000000-0000-4000-8000-000000000000',
    submitWithLimit: null,
    isServed: async () => (await http.call('GET', `${base}?size=1`)).status === 200,
    async submit(code) {
      const answer = await http.call('POST', base, { queue, ...(await programs.of(code)) });
      return readAnswer('a batch was submitted', answer, Created).id;
    },
    async state(id): Promise<WorkState> {
      const answer = await http.call('GET', `${base}/${id}/state`);
      if (isUnknown(answer)) return { status: 'unknown', word: String(answer.status), message: '' };
      const { state: word } = readAnswer('a batch was looked at', answer, State);
      // DLI has one word for a batch that failed and for one that was cancelled (dli-api.md 3.0.3).
      const dead = word === 'dead' ? (asked.has(id) ? 'cancelled' : 'failed') : undefined;
      const status = dead ?? statuses[word];
      if (status === undefined) throw new Error(`a batch has no state "${word}"`);
      return { status, word, message: '' };
    },
    async cancel(id) {
      asked.add(id);
      return toDliCancelAnswer(await http.call('DELETE', `${base}/${id}`));
    },
    async rows(id) {
      const answer = await http.call('GET', `${base}/${id}/log?size=1000`);
      return readAnswer('a log was asked for', answer, Log).log.map((line) => [line]);
    },
  };
}
