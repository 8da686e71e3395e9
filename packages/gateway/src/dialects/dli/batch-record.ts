import { Type } from 'typebox';
import type { Clock } from '../../core/ports/clock.ts';
import { isEnded, type Job, startedAt } from '../../core/job/job.ts';
import { keptConfOf } from './batch-body.ts';
import { toBatchWord } from './batch-words.ts';
import { toScType } from './session-conf.ts';

/** A batch as this dialect shows it (dli-api.md 3.2.1). Times in ms. */
export const BatchRecord = Type.Object({
  id: Type.String(),
  appId: Type.Union([Type.String(), Type.Array(Type.String()), Type.Null()]),
  name: Type.String(),
  owner: Type.String(),
  proxyUser: Type.String(),
  state: Type.String(),
  kind: Type.String(),
  log: Type.Array(Type.String()),
  sc_type: Type.String(),
  cluster_name: Type.String(),
  queue: Type.String(),
  image: Type.String(),
  req_body: Type.String(),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
  duration: Type.Integer(),
});

export interface BatchRecordOptions {
  /** For the duration of batches that run. */
  readonly clock: Clock;
  /** The Go library that the Terraform provider has reads a list only (dli-api.md 5 #15). */
  readonly appIdAs: 'text' | 'list';
}

/** @param log its last lines */
export function toBatchRecord(
  job: Job,
  log: readonly string[],
  { clock, appIdAs }: BatchRecordOptions,
) {
  const { id, request, submittedAt } = job;
  const sent = request.program?.sent ?? null;
  const began = startedAt(job);
  const now = clock.now();
  return {
    id,
    // Null until it has started: safe for clients that expect text, and for those that expect an array.
    appId: began === null ? null : appIdAs === 'list' ? [id] : id,
    name: request.program?.name ?? '',
    owner: request.owner,
    proxyUser: '',
    state: toBatchWord(job),
    kind: request.program?.runtime ?? '',
    log: [...log],
    sc_type: toScType(keptConfOf(sent)),
    cluster_name: request.queueName,
    queue: request.queueName,
    image: '',
    req_body: sent ?? JSON.stringify({ file: request.program?.file, args: request.program?.args }),
    create_time: submittedAt,
    update_time: isEnded(job) ? job.state.endedAt : (began ?? submittedAt),
    duration: began === null ? 0 : Math.max(0, (isEnded(job) ? job.state.endedAt : now) - began),
  };
}
