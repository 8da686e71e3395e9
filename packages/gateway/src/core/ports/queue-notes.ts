import type { Tag } from '../job/job.ts';

/** What a queue is for, in its makers' words. Nothing of it changes how it runs jobs. */
export interface QueueNotes {
  readonly description: string;
  /** DLI's word for what it is meant for. */
  readonly type: 'sql' | 'general';
  readonly tags: readonly Tag[];
}

export const noNotes: QueueNotes = { description: '', type: 'sql', tags: [] };
