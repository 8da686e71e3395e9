import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { MemberStore } from '../core/ports/member-store.ts';
import { Remembered } from './remembered.ts';

/** Remembers who a credential speaks for, in stores that one process has to itself. */
export function rememberCallers<
  Stores extends { readonly identities: IdentityStore; readonly members: MemberStore },
>({ identities, members }: Stores): Pick<Stores, 'identities' | 'members'> {
  const callers = new Remembered();
  return {
    identities: {
      ...identities,
      enrol: callers.changing((member) => identities.enrol(member)),
      findByAccessKey: callers.finding('access key', (key) => identities.findByAccessKey(key)),
      findByApiKey: callers.finding('api key', (hash) => identities.findByApiKey(hash)),
      findByToken: callers.finding('token', (hash) => identities.findByToken(hash)),
    },
    members: {
      ...members,
      addUser: callers.changing((...order) => members.addUser(...order)),
      setRole: callers.changing((...order) => members.setRole(...order)),
      replaceCredential: callers.changing((...order) => members.replaceCredential(...order)),
      removeUser: callers.changing((...order) => members.removeUser(...order)),
    },
  };
}
