import { Type } from 'typebox';
import type { HttpClient } from '../http/http-client.ts';
import { readAnswer } from '../http/read-answer.ts';
import type { DliPlace } from './dli.ts';
import { isUnknown, toDliCancelAnswer } from './dli-answers.ts';
import type { Door, WorkState, WorkStatus } from './door.ts';

const Submitted = Type.Object({ is_success: Type.Literal(true), job_id: Type.String() });
const Status = Type.Object({ status: Type.String(), message: Type.Optional(Type.String()) });
const Preview = Type.Object({ rows: Type.Array(Type.Array(Type.Unknown())) });

const statuses: Readonly<Record<string, WorkStatus>> = {
  LAUNCHING: 'waiting',
  RUNNING: 'running',
  SCALING: 'running',
  FINISHED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** SQL jobs of DLI v1.0 (dli-api.md 3.1). */
export function dliJobs(http: HttpClient, { projectId, queue }: DliPlace): Door['jobs'] {
  const base = `/v1.0/${projectId}/jobs`;
  const submit = async (sql: string, conf: string[]) => {
    const order = { sql, queue_name: queue, conf };
    const answer = await http.call('POST', `${base}/submit-job`, order);
    return readAnswer('a job was submitted', answer, Submitted).job_id;
  };
  return {
    name: `queue ${queue}`,
    refusesEnded: true,
    unknownId: '00000000-0000-4000-8000-000000000000',
    isServed: async () => (await http.call('GET', `${base}?page-size=1`)).status === 200,
    submit: (code) => submit(code, []),
    submitWithLimit: (code, seconds) => submit(code, [`dli.sql.job.timeout=${seconds}`]),
    async state(id): Promise<WorkState> {
      const answer = await http.call('GET', `${base}/${id}/status`);
      if (isUnknown(answer)) return { status: 'unknown', word: String(answer.status), message: '' };
      const { status: word, message = '' } = readAnswer('a job was looked at', answer, Status);
      const status = statuses[word];
      if (status === undefined) throw new Error(`a job has no status "${word}"`);
      return { status, word, message };
    },
    cancel: async (id) => toDliCancelAnswer(await http.call('DELETE', `${base}/${id}`)),
    async rows(id) {
      const answer = await http.call('GET', `${base}/${id}/preview`);
      return readAnswer('rows were asked for', answer, Preview).rows;
    },
  };
}
