import { type Static, Type } from 'typebox';

export const BackupOrder = Type.Object(
  {
    /** Absolute, and not there yet. */
    directory: Type.String({ minLength: 1, maxLength: 4_096 }),
  },
  { additionalProperties: false },
);

export const AdminBackup = Type.Object({
  directory: Type.String(),
  files: Type.Integer(),
  bytes: Type.Integer(),
  /** For how long statements waited with their commits, in milliseconds. */
  held_ms: Type.Integer(),
});
export type AdminBackup = Static<typeof AdminBackup>;
