import { isEnded, type Job, startedAt } from '../../core/job/job.ts';
import { toStatementWord } from './statement-words.ts';

/**
 * A statement as Livy's clients read it (livy-api.md 2), as JSON text: its output is text already, in
 * which no digit of a number is lost (I11).
 * @param progress 0 to 1; null where it is not known
 * @param output JSON text; `null` until the statement has ended
 */
export function statementText(job: Job, progress: number | null, output: string): string {
  const head = JSON.stringify({
    id: job.request.session?.number ?? 0,
    code: job.request.sql,
    state: toStatementWord(job),
    progress: isEnded(job) ? 1 : (progress ?? 0),
    started: startedAt(job) ?? 0,
    completed: isEnded(job) ? job.state.endedAt : 0,
  });
  return `${head.slice(0, -1)},"output":${output}}`;
}
