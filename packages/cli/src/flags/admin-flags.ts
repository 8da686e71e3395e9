/** Flags of every `sluice server` command. */
export interface AdminFlags {
  readonly dataDir?: string | undefined;
}

export const adminFlags = {
  dataDir: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'DIR',
    brief: 'data directory of the gateway; default: SLUICE_DATA_DIR, or .sluice here or above',
  },
} as const;
