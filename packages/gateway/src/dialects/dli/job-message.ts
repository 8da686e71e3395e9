import type { CancelReason } from '../../core/job/cancel-intent.ts';
import { type Job, isEnded } from '../../core/job/job.ts';
import { toDliCode } from './job-error-codes.ts';

/** What `message` says of a job: why it failed, or why it was cancelled where no user asked for it. */
export function toJobMessage(job: Job): string {
  if (!isEnded(job)) return '';
  const { ending, intent } = job.state;
  switch (ending.how) {
    case 'succeeded':
      return '';
    case 'failed':
    case 'lost':
      return `${toDliCode(ending.error)}: ${ending.error.message}`;
    case 'cancelled':
      return intent === null ? '' : becauseOf[intent.reason];
  }
}

const becauseOf: Record<CancelReason, string> = {
  user: '',
  deleted: '',
  timeout: 'DLI.0019: The job was cancelled, since it was past its time limit.',
  client_lost: 'The job was cancelled, since the client that submitted it was gone.',
  session_closed: 'The job was cancelled, since its session was closed.',
  script_stopped:
    'The job was cancelled, since a statement before it in its request did not succeed.',
  queue_restarted: 'The job was cancelled, since its queue was restarted.',
  queue_deleted: 'The job was cancelled, since its queue was deleted.',
  shutdown: 'The job was cancelled, since the server was shut down.',
  policy: 'The job was cancelled by a rule of its queue.',
};
