import type { Principal } from '../../core/access/principal.ts';
import type { FilledTexts } from '../../core/actions/fill-variables.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';

/** Texts with the values of the variables that they name, where that is wished; else as they are. */
export async function useVariables(
  actions: GuardedActions,
  principal: Principal,
  texts: readonly string[],
  isWished = false,
): Promise<FilledTexts> {
  return isWished ? actions.withVariables(principal, texts) : { kind: 'filled', texts };
}
