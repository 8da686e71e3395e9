import type { Equipment, Need } from './equipment.ts';
import type { Stage } from './stage.ts';
import type { Surface } from './verdict.ts';

/** A case of cancel conformance that can be judged from outside. */
export interface PlayedCase {
  readonly kind: 'played';
  readonly number: number;
  readonly title: string;
  /** It is played on each of these that the server has. */
  readonly on: readonly Surface[];
  readonly needs: readonly Need[];
  /** Returns when it held. Throws NotHeld or NotApplicable. */
  readonly play: (stage: Stage, have: Equipment) => Promise<void>;
}

/** A case that only those can judge who see inside the server. */
export interface InsideCase {
  readonly kind: 'inside';
  readonly number: number;
  readonly title: string;
  readonly why: string;
}

export type ConformanceCase = PlayedCase | InsideCase;

/** Defines a case that sees of the equipment only what it says that it needs. */
export function playedCase<const N extends readonly Need[]>(
  spec: Omit<PlayedCase, 'kind' | 'needs' | 'play'> & {
    readonly needs: N;
    readonly play: (stage: Stage, have: Pick<Equipment, N[number]>) => Promise<void>;
  },
): PlayedCase {
  return { kind: 'played', ...spec };
}
