import type { Owned } from '../access/access-refused-error.ts';
import { demandOwner } from '../access/demand-owner.ts';
import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { GrantStore } from '../ports/grant-store.ts';
import type {
  SavedText,
  SavedTextChange,
  SavedTextKind,
  SavedTextStore,
} from '../ports/saved-text-store.ts';
import { type FilledTexts, fillVariables } from './fill-variables.ts';

/** How many of each kind a project may have. */
const mostSavedTexts = 1_000;

export type SaveTextAnswer =
  | { readonly kind: 'saved'; readonly text: SavedText }
  | { readonly kind: 'exists' | 'too_many' };

export type PutTextAnswer = { readonly kind: 'saved' | 'changed' | 'too_many' };

/**
 * What a caller may ask of saved texts. Whoever may run a statement somewhere uses them; to change or delete one
 * takes that it is his, or an admin.
 */
export function guardTexts(
  { savedTexts, grants }: { readonly savedTexts: SavedTextStore; readonly grants: GrantStore },
  rights: Rights,
) {
  const demand = (principal: Principal) => rights.demandAnywhere(principal, 'SUBMIT_JOB');

  return {
    async listTexts(principal: Principal, kind: SavedTextKind) {
      await demand(principal);
      return savedTexts.list(principal.projectId, kind);
    },

    /** The ids of users by their names, to say of whom a text is. */
    async userIds(principal: Principal): Promise<ReadonlyMap<string, string>> {
      await demand(principal);
      const members = await grants.members(principal.projectId);
      return new Map(members.map(({ userName, userId }) => [userName, userId]));
    },

    async saveText(
      principal: Principal,
      kind: SavedTextKind,
      change: SavedTextChange,
    ): Promise<SaveTextAnswer> {
      await demand(principal);
      const { projectId, userName: owner } = principal;
      const there = await savedTexts.list(projectId, kind);
      if (there.length >= mostSavedTexts) return { kind: 'too_many' };
      const saved = await savedTexts.create({ ...change, projectId, kind, owner });
      return saved === 'exists' ? { kind: 'exists' } : { kind: 'saved', text: saved };
    },

    /** Saves it, or changes the one that has its name. */
    async putText(
      principal: Principal,
      kind: SavedTextKind,
      change: SavedTextChange,
    ): Promise<PutTextAnswer> {
      await demand(principal);
      const { projectId, userName: owner } = principal;
      const there = await savedTexts.list(projectId, kind);
      const found = there.find(({ name }) => name === change.name);
      if (found) {
        demandOwner(principal, owned(found));
        await savedTexts.update(found.id, change);
        return { kind: 'changed' };
      }
      if (there.length >= mostSavedTexts) return { kind: 'too_many' };
      const saved = await savedTexts.create({ ...change, projectId, kind, owner });
      // Somebody was faster.
      return saved === 'exists' ? this.putText(principal, kind, change) : { kind: 'saved' };
    },

    /** Of a text that the caller has in his hands. */
    async changeText(principal: Principal, text: SavedText, change: SavedTextChange) {
      demandOwner(principal, owned(text));
      return savedTexts.update(text.id, change);
    },

    /** Of texts that the caller has in his hands. */
    async deleteTexts(principal: Principal, texts: readonly SavedText[]) {
      for (const text of texts) demandOwner(principal, owned(text));
      await savedTexts.delete(texts.map(({ id }) => id));
    },

    /** Texts with the values of the project's variables that they name. */
    async withVariables(principal: Principal, texts: readonly string[]): Promise<FilledTexts> {
      if (!texts.some((text) => text.includes('{{'))) return { kind: 'filled', texts };
      const variables = await savedTexts.list(principal.projectId, 'variable');
      return fillVariables(texts, new Map(variables.map(({ name, text }) => [name, text])));
    },
  };
}

function owned({ kind: what, name, owner }: SavedText): Owned {
  return { what, name, owner };
}
