import { describe } from 'vitest';
import { playSessionPoints } from './play-session-points.ts';

describe('the host of a session is killed at each named point, and all is true afterwards (I1, I2, I3, I4, I7, I8, I12)', () => {
  playSessionPoints('host');
});
