/** A text that users have saved under a name: a statement to be used again, or a value for statements. */
export interface SavedText {
  /** Never given twice. */
  readonly id: number;
  readonly projectId: string;
  readonly kind: SavedTextKind;
  /** One of it in its project, for each kind. */
  readonly name: string;
  readonly text: string;
  readonly description: string;
  readonly group: string;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type SavedTextKind = 'template' | 'variable';

export type SavedTextChange = Pick<SavedText, 'name' | 'text' | 'description' | 'group'>;

export type NewSavedText = Omit<SavedText, 'id' | 'createdAt' | 'updatedAt'>;

export interface SavedTextStore {
  create(text: NewSavedText): Promise<SavedText | 'exists'>;
  /** By name. */
  list(projectId: string, kind: SavedTextKind): Promise<readonly SavedText[]>;
  update(id: number, change: SavedTextChange): Promise<'updated' | 'exists'>;
  delete(ids: readonly number[]): Promise<void>;
}
