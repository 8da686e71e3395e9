import { describe, expect, it } from 'vitest';
import { may, privilegesOn, type Wish } from './may.ts';
import { type Role, roles } from './principal.ts';
import { type Privilege, privileges } from './privilege.ts';
import { noStanding, type Standing } from './standing.ts';

const own: Wish = { to: 'see', owner: 'maria', queueId: 'q1' };
const others: Wish = { to: 'see', owner: 'oscar', queueId: 'q1' };
const granted = (...some: readonly Privilege[]): Standing => ({
  owned: new Set(),
  granted: new Map([['q1', new Set(some)]]),
});
const use = (privilege: Privilege): Wish => ({ to: 'use', privilege, queueId: 'q1' });

describe('may, by role alone', () => {
  it.each<[string, Wish, readonly Role[]]>([
    ['read', { to: 'read' }, ['viewer', 'operator', 'admin']],
    ['administer', { to: 'administer' }, ['admin']],
    ['see his own job', own, ['viewer', 'operator', 'admin']],
    ['see a job of another', others, ['operator', 'admin']],
    ['submit', use('SUBMIT_JOB'), ['operator', 'admin']],
    ['cancel', use('CANCEL_JOB'), ['operator', 'admin']],
    ['cancel on every queue', { to: 'use_all', privilege: 'CANCEL_JOB' }, ['operator', 'admin']],
    ['submit somewhere', { to: 'use_any', privilege: 'SUBMIT_JOB' }, ['operator', 'admin']],
    ['restart a queue', use('RESTART'), ['admin']],
    ['grant', use('GRANT_PRIVILEGE'), ['admin']],
    ['see who holds what', use('SHOW_PRIVILEGE'), ['admin']],
  ])('who may %s', (_what, wish, allowed) => {
    const found = roles.filter((role) => may({ role, userName: 'maria' }, wish, noStanding));
    expect(found).toEqual(allowed);
  });
});

describe('may, by what a viewer was granted', () => {
  const viewer = { role: 'viewer', userName: 'maria' } as const;
  it.each(privileges)('%s is good for itself, on its queue alone', (privilege) => {
    const standing = granted(privilege);
    const held = privileges.filter((one) => may(viewer, use(one), standing));
    expect(held).toEqual([privilege]);
    expect(privilegesOn('q1', viewer, standing)).toEqual([privilege]);
    expect(may(viewer, { to: 'use', privilege, queueId: 'q2' }, standing)).toBe(false);
    expect(may(viewer, { to: 'use_all', privilege }, standing)).toBe(false);
    expect(may(viewer, { to: 'use_any', privilege }, standing)).toBe(true);
    expect(may(viewer, { to: 'administer' }, standing)).toBe(false);
  });

  it('shows him the jobs of others only where he may read or stop them', () => {
    const showing = privileges.filter((privilege) => may(viewer, others, granted(privilege)));
    expect(showing).toEqual(['CANCEL_JOB', 'READ_JOB']);
    const elsewhere: Wish = { to: 'see', owner: 'oscar', queueId: 'q2' };
    expect(may(viewer, elsewhere, granted('READ_JOB'))).toBe(false);
  });

  it('gives no right to cancel his own job', () => {
    expect(may(viewer, use('CANCEL_JOB'), granted('SUBMIT_JOB'))).toBe(false);
  });

  it('the maker of a queue holds all there, and nothing elsewhere', () => {
    const maker: Standing = { owned: new Set(['q1']), granted: new Map() };
    expect(privilegesOn('q1', viewer, maker)).toEqual(privileges);
    expect(privilegesOn('q2', viewer, maker)).toEqual([]);
    expect(may(viewer, others, maker)).toBe(true);
  });
});
