import { expect, it } from 'vitest';
import type { Principal } from '../../core/access/principal.ts';
import { chooseProject } from './choose-project.ts';

const lab: Principal = {
  userId: 'u1',
  userName: 'maria',
  domainId: 'd1',
  domainName: 'acme',
  projectId: 'p1',
  projectName: 'lab',
  role: 'viewer',
};
const shop: Principal = { ...lab, projectId: 'p2', projectName: 'shop' };

it.each([
  [{ project: { name: 'shop' } }, 'p2'],
  [{ project: { id: 'p1' } }, 'p1'],
  [{ project: { id: 'p1', name: 'lab' } }, 'p1'],
  // The project wins over the domain (dli-api.md 1.1).
  [{ project: { id: 'p1' }, domain: { name: 'other' } }, 'p1'],
])('chooses the project of the scope %j', (scope, projectId) => {
  const choice = chooseProject([lab, shop], scope);
  expect(choice).toMatchObject({ kind: 'chosen', principal: { projectId } });
});

it.each([undefined, {}, { domain: { name: 'acme' } }, { domain: { id: 'd1' } }])(
  'chooses the only project where the scope is %j, and none of several',
  (scope) => {
    expect(chooseProject([lab], scope)).toMatchObject({ kind: 'chosen', principal: lab });
    expect(chooseProject([lab, shop], scope)).toEqual({ kind: 'several' });
  },
);

it.each([
  { project: { name: 'gone' } },
  { project: { id: 'p1', name: 'shop' } },
  { domain: { name: 'other' } },
])('has nothing for the scope %j', (scope) => {
  expect(chooseProject([lab, shop], scope)).toEqual({ kind: 'not_his' });
});
