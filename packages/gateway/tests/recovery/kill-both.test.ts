import { describe } from 'vitest';
import { playPoints } from './play-points.ts';

describe('gateway and host are killed at each named point, and all is true after the restart (I1, I2, I3, I4, I7, I12)', () => {
  playPoints('both');
});
