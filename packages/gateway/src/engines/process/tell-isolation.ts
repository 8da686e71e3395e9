import type { Isolation } from './isolation.ts';

/** What is in force on this machine, for those who look after it. */
export interface IsolationTold {
  /** Whether nothing of a batch can escape, and none can reach what is another's. */
  readonly isWhole: boolean;
  /** It has paths and tools of this machine in it. */
  readonly told: string;
}

export function tellIsolation(isolation: Isolation): IsolationTold {
  switch (isolation.kind) {
    case 'namespace':
      return {
        isWhole: true,
        told: `each has a process, mount and IPC namespace of its own and ${users[isolation.as]}; nothing escapes its kill`,
      };
    case 'tree':
      return {
        isWhole: false,
        told:
          `this machine allows no namespaces (${isolation.why}): a batch is what is found of its session, its ` +
          `parents and its marker. ${escapes(isolation.adopts)} Programs run as ` +
          'the user of the gateway and can read what it can, so that they run only while one user is all ' +
          'there is, or on a queue that is opened (--allow-unprotected). Next: allow unshare --pid --mount, as root or with --user',
      };
    case 'none':
      return { isWhole: false, told: `none can run here: ${isolation.why}` };
  }
}

const users = {
  root: 'runs as a user of its own',
  user: 'runs as the user of the gateway, in a user namespace',
};

function escapes(adopts: boolean): string {
  return adopts
    ? 'Its first process adopts what loses its parent, so that nothing escapes its kill but what is born in that moment.'
    : 'What leaves all three between two looks escapes its kill, since there is no python3 to adopt it.';
}
