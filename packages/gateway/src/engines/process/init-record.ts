import { constants } from 'node:os';
import { reservedLines } from '../reserved-file.ts';

/** What the first process of a batch wrote down (`init.sh`). */
export interface InitRecord {
  /** How the program ended; null where that is not known. */
  readonly exit: ProgramExit | null;
  /** It was sent SIGTERM before it ended, and had a handler for that. */
  readonly hasCaughtTerm: boolean;
  /** It was sent SIGTERM before it ended. */
  readonly wasToldToEnd: boolean;
  /** What still ran when the program had ended, by its pid in the namespace and its name. */
  readonly left: readonly string[];
}

/** How a program ended. */
export interface ProgramExit {
  /** As shells count: 128 and the number of the signal, where one ended it. */
  readonly status: number;
  /** The signal that a status above 128 tells of; null for any other. */
  readonly signal: string | null;
}

/** @returns the empty record where there is none; a line that was cut off counts as not written */
export function readInitRecord(file: string): InitRecord {
  const lines = reservedLines(file);
  const after = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const status = after('ended').map(Number)[0];
  const told = after('told').filter((words) => words.startsWith('TERM '));
  return {
    exit: status === undefined ? null : programExit(status),
    hasCaughtTerm: told.includes('TERM caught'),
    wasToldToEnd: told.length > 0,
    left: after('left'),
  };
}

function programExit(status: number): ProgramExit {
  const names = Object.entries(constants.signals);
  return { status, signal: names.find(([, number]) => number === status - 128)?.[0] ?? null };
}
