import type { News } from '../core/ports/news.ts';

/**
 * News within one process, told to every listener before `publish` returns.
 * @param failed hears of a listener that threw; neither the others nor the publisher do
 */
export function createInProcessNews<T extends { readonly id: string }>(
  failed: (what: string, cause: unknown) => void,
): News<T> {
  // Each subscription is an object of its own, so that one listener can subscribe twice.
  const subscriptions = new Set<{ readonly listener: (moved: T) => void }>();
  return {
    publish: (moved) => {
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
