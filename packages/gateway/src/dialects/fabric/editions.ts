/** Two spellings of the same calls: DataArts Fabric, and AI DataLake's Aura (fabric-api.md 1, 13). */
export interface Edition {
  /** Where the sessions of a workspace are, and below each of them its statements. */
  readonly sessions: string;
  readonly records: string;
  /** What a close and a cancel that were carried out answer with. They have no body. */
  readonly doneStatus: 200 | 204;
  readonly mostPages: number;
}

export const v1: Edition = {
  sessions: '/v1/workspaces/:workspace_id/sessions',
  records: '/v1/workspaces/:workspace_id/statement-records',
  doneStatus: 200,
  mostPages: 65_535,
};

export const v2: Edition = {
  sessions: '/v2/workspaces/:workspace_id/aura-sessions',
  records: '/v2/workspaces/:workspace_id/aura-statement-records',
  doneStatus: 204,
  mostPages: 2_147_483_647,
};
