import type { InsideCase } from '../play/conformance-case.ts';

/** Cases that only those can judge who see inside the server. README.md says what proves them here. */
export const insideCases: readonly InsideCase[] = [
  inside(
    14,
    'the server is killed after acting and before recording',
    'nobody outside can hit that moment',
  ),
  inside(
    16,
    'the replica that drives the work is dead: another one completes the cancel',
    'the API does not say which replica drives it',
  ),
  inside(
    26,
    'cancel at step 1, 2, 3 … of a scripted run',
    'the steps of a run are inside the server',
  ),
  inside(
    28,
    'cancel by an id of the client before the submit arrives',
    'these APIs have no ids of the client',
  ),
];

function inside(number: number, title: string, why: string): InsideCase {
  return { kind: 'inside', number, title, why };
}
