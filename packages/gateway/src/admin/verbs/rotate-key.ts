import type { MemberStore } from '../../core/ports/member-store.ts';
import type { AdminCredential } from '@sluice/protocol';
import { type AdminVerb, adminChange, done } from '../admin-verb.ts';
import { chooseUser, userIn } from '../choose-user.ts';
import type { CredentialMaker } from '../credential-maker.ts';
import { toCredentialView } from '../credential-view.ts';

/** Keeps the file of the first credential true, where it is that one which was replaced. */
export type CredentialFileKeeper = (oldAccessKey: string, credential: AdminCredential) => void;

/** Gives a user new keys. The old ones, and the tokens that he has, are no good from then on. */
export function rotateKey(
  members: MemberStore,
  makeCredential: CredentialMaker,
  keepFile: CredentialFileKeeper,
  url: string,
): AdminVerb {
  return adminChange(
    'rotate-key',
    ({ name, project }) => userIn(name, project),
    async ({ name, project, with_password: withPassword = false }) => {
      const choice = await chooseUser(members, name, project);
      if (choice.kind === 'refused') return choice;
      const { user } = choice;
      const { bare, member } = await makeCredential(user);
      await members.replaceCredential(user, member, withPassword ? member.passwordHash : null);
      const credential = toCredentialView(url, user, bare, withPassword ? bare.password : null);
      // After the write: a file that names keys which are not good yet helps nobody.
      keepFile(user.accessKey, credential);
      return done(credential);
    },
  );
}
