import { type AdminVerb, adminChange, done, refused } from '../admin-verb.ts';

/** Copies everything to a directory; see `backup/make-backup.ts`. */
export type MakeBackup = (directory: string) => Promise<
  | {
      readonly kind: 'made';
      readonly directory: string;
      readonly files: number;
      readonly bytes: number;
      readonly heldMs: number;
    }
  | { readonly kind: 'refused'; readonly detail: string }
  /** The machine would not, a full disk most often; or the gateway stops. */
  | { readonly kind: 'failed'; readonly reason: string }
>;

/** Makes a backup while work goes on. One at a time: two would hold each other up. */
export function backup(make: MakeBackup): AdminVerb {
  let isRunning = false;
  return adminChange(
    'backup',
    ({ directory }) => directory,
    async ({ directory }) => {
      if (isRunning)
        return refused('backup_running', 'A backup is being made already; wait for it.');
      isRunning = true;
      try {
        const made = await make(directory);
        switch (made.kind) {
          case 'made': {
            const { files, bytes, heldMs } = made;
            return done({ directory: made.directory, files, bytes, held_ms: heldMs });
          }
          case 'refused':
            return refused('invalid_request', made.detail);
          case 'failed':
            return refused('unavailable', `No backup was made: ${made.reason}.`);
        }
      } finally {
        isRunning = false;
      }
    },
  );
}
