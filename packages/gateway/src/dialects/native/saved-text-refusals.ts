import type { SavedTextKind } from '../../core/ports/saved-text-store.ts';
import type { Refusal } from './refusal.ts';

export function unknownText(kind: SavedTextKind, name: string): Refusal {
  return { code: 'not_found', detail: `There is no ${kind} named ${name} in this project.` };
}

export function tooManyTexts(kind: SavedTextKind): Refusal {
  return { code: 'too_many', detail: `A project has 1000 ${kind}s at most. Delete some first.` };
}
