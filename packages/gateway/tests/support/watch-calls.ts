/** Told of each call of a method: its name, its arguments, and how to make it. */
export type AroundCall = (method: string, rest: readonly unknown[], call: () => unknown) => unknown;

/** The same object, with something done around each call of its methods. */
export function watchCalls<T extends object>(target: T, around: AroundCall): T {
  return new Proxy(target, {
    get(object, key) {
      const member: unknown = Reflect.get(object, key);
      if (typeof member !== 'function') return member;
      return (...rest: unknown[]) =>
        around(String(key), rest, () => Reflect.apply(member, object, rest) as unknown);
    },
  });
}
