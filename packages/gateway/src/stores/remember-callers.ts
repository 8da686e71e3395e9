import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { MemberStore } from '../core/ports/member-store.ts';

/** So many credentials are remembered; beyond that all are read again. */
const capacity = 1_000;

/**
 * Remembers who a credential speaks for, since each request asks. Whatever changes who there is
 * goes through these stores, and whoever hears that it is done is known anew from then on: so it is for
 * stores that one process has to itself.
 */
export function rememberCallers<
  Stores extends { readonly identities: IdentityStore; readonly members: MemberStore },
>({ identities, members }: Stores): Pick<Stores, 'identities' | 'members'> {
  const known = new Map<string, Promise<unknown>>();
  const remember =
    <Found>(kind: string, find: (name: string) => Promise<Found>) =>
    (name: string): Promise<Found> => {
      const key = `${kind} ${name}`;
      const remembered = known.get(key);
      if (remembered) return remembered as Promise<Found>;
      const finding = find(name);
      if (known.size >= capacity) known.clear();
      known.set(key, finding);
      const forget = () => known.get(key) === finding && known.delete(key);
      // Who is nobody may be somebody soon, and there is no end of wrong secrets.
      finding.then((found) => found === null && forget(), forget);
      return finding;
    };
  const changing =
    <Order extends readonly unknown[], Answer>(change: (...order: Order) => Promise<Answer>) =>
    async (...order: Order): Promise<Answer> => {
      try {
        return await change(...order);
      } finally {
        known.clear();
      }
    };
  return {
    identities: {
      ...identities,
      enrol: changing((...order) => identities.enrol(...order)),
      findByAccessKey: remember('access key', (name) => identities.findByAccessKey(name)),
      findByApiKey: remember('api key', (name) => identities.findByApiKey(name)),
      findByToken: remember('token', (name) => identities.findByToken(name)),
    },
    members: {
      ...members,
      addUser: changing((...order) => members.addUser(...order)),
      setRole: changing((...order) => members.setRole(...order)),
      replaceCredential: changing((...order) => members.replaceCredential(...order)),
      removeUser: changing((...order) => members.removeUser(...order)),
    },
  };
}
