import type { HttpClient } from '../http/http-client.ts';
import { dliBatches } from './dli-batches.ts';
import { dliJobs } from './dli-jobs.ts';
import { dliSessions } from './dli-sessions.ts';
import type { Door } from './door.ts';

/** What a caller of DLI has to say beside his credential. */
export interface DliPlace {
  readonly projectId: string;
  readonly queue: string;
  readonly sessionKind: string;
}

/** DLI: SQL jobs (v1.0), sessions, statements and batches (v2.0). */
export function openDliDoor(http: HttpClient, place: DliPlace): Door {
  return {
    jobs: dliJobs(http, place),
    sessions: dliSessions(http, place),
    batches: dliBatches(http, place),
  };
}
