import type { Engine } from '../ports/engine.ts';
import type { Openings } from '../ports/openings.ts';
import type { Ports } from '../ports/ports.ts';

/** The runner has engines, too, that take no statement and that no queue of a project may name. */
export type RunnerPorts = Omit<Ports, 'engines'> & {
  readonly engines: ReadonlyMap<string, Engine>;
  readonly openings: Openings;
};
