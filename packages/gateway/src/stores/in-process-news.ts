import type { Clock } from '../core/ports/clock.ts';
import type { News } from '../core/ports/news.ts';

/** Who asks for more has asked long ago. */
const mostTold = 1_000;

/**
 * News within one process, told to every listener before `publish` returns.
 * @param failed hears of a listener that threw; neither the others nor the publisher do
 */
export function createInProcessNews<T extends { readonly id: string; readonly revision: number }>(
  failed: (what: string, cause: unknown) => void,
  clock: Pick<Clock, 'now'>,
): News<T> {
  /** The latest last. */
  const told = new Map<string, { readonly at: number; readonly revision: number }>();
  const noteTold = ({ id, revision }: T) => {
    // A claim may be told before the submit that is committed with it.
    const latest = Math.max(revision, told.get(id)?.revision ?? 0);
    told.delete(id);
    told.set(id, { at: clock.now(), revision: latest });
    if (told.size <= mostTold) return;
    for (const oldest of told.keys()) {
      told.delete(oldest);
      return;
    }
  };
  // Each subscription is an object of its own, so that one listener can subscribe twice.
  const subscriptions = new Set<{ readonly listener: (moved: T) => void }>();
  return {
    toldAt: (id) => told.get(id)?.at ?? null,
    isLatest: ({ id, revision }) => told.get(id)?.revision === revision,
    publish: (moved) => {
      noteTold(moved);
      for (const { listener } of subscriptions) {
        try {
          listener(moved);
        } catch (error) {
          failed(`a listener to the news of ${moved.id}`, error);
        }
      }
    },
    subscribe: (listener) => {
      const subscription = { listener };
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
      };
    },
  };
}
