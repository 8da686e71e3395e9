import { expect, it } from 'vitest';
import { playedCase } from '../src/play/conformance-case.ts';
import type { Stage } from '../src/play/stage.ts';
import { playLiar } from './play-liar.ts';

/** The liar refuses it with 400. */
const unreadable = '?';

it('judges nobody whose server refuses the first work of a case', async () => {
  const [result] = await playOnStatements(async (stage) => {
    await stage.submit(await stage.lane(), unreadable);
  });
  expect(result).toMatchObject({
    verdict: 'not applicable',
    evidence: [expect.stringMatching(/^it could not begin: a statement was submitted: 400 /)],
  });
});

it('convicts a server that refuses work in the middle of a case', async () => {
  const [afterWork] = await playOnStatements(async (stage) => {
    const lane = await stage.lane();
    await stage.submit(lane, 'quick');
    await stage.submit(lane, unreadable);
  });
  const [afterSessions] = await playOnStatements(async (stage) => {
    await stage.sessions.close(await stage.askForSession());
    await stage.submit(await stage.lane(), unreadable);
  });
  for (const result of [afterWork, afterSessions]) {
    expect(result).toMatchObject({
      verdict: 'not held',
      evidence: [expect.stringMatching(/^it broke off: a statement was submitted: 400 /)],
    });
  }
});

async function playOnStatements(play: (stage: Stage) => Promise<void>) {
  const made = playedCase({ number: 1, title: 'made here', on: ['statements'], needs: [], play });
  return (await playLiar('livy', [], [made])).results;
}
