import { playedCase } from '../play/conformance-case.ts';
import { mustStop } from '../play/must-stop.ts';

export const deafTasks = playedCase({
  number: 33,
  title: 'tasks that ignore interrupts go on while the engine says that there is no job: seen',
  on: ['jobs', 'statements'],
  needs: ['deafTasks', 'processes'],
  async play(stage, { deafTasks: code }) {
    await mustStop(stage, await stage.lane(), 'deaf tasks', code);
  },
});
