import { type Kysely, sql } from 'kysely';
import type { JobFilter } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { dayMs, dayOf } from './counts-by-day.ts';
import type { ListOf } from './list-conditions.ts';
import type { ListDay } from './list-days.ts';

/** So many searches are remembered, those that were asked last. */
const capacity = 16;
/** After more new jobs than that every day is looked through again. */
const mostNew = 20_000;

/**
 * How many jobs of a day have a text, for days that hardly change any more, so that the next page of a
 * search reads no text again. A day whose jobs had all ended has the same jobs as long as it has as many:
 * what comes later has a higher number and is looked for, and what is deleted is missed. Texts, and
 * what else lists are cut down by, stay as they were when a job ended.
 */
export class SettledSearches {
  readonly #searches = new Map<string, SettledSearch>();
  /** Those that are counted on beside. */
  readonly #counted = new Set<string>();

  /** What is known of a search, and holds in this snapshot. */
  async recall(snapshot: Kysely<Tables>, { projectId, filter }: ListOf): Promise<SettledSearch> {
    const name = nameOf(projectId, filter);
    const search = this.#searches.get(name) ?? new SettledSearch(projectId);
    this.#searches.delete(name);
    this.#searches.set(name, search);
    const [oldest] = this.#searches.keys();
    if (this.#searches.size > capacity && oldest !== undefined) this.#searches.delete(oldest);

    await search.catchUp(snapshot);
    return search;
  }

  /** Has a search counted on while nobody waits for it, once at a time. */
  countBeside({ projectId, filter }: ListOf, count: () => Promise<void>): void {
    const name = nameOf(projectId, filter);
    if (this.#counted.has(name)) return;
    this.#counted.add(name);
    count()
      // The store is being closed: what is left is counted by who asks for it.
      .catch(() => {})
      .finally(() => this.#counted.delete(name));
  }
}

/** Its days are known for every span. */
function nameOf(projectId: string, filter: JobFilter): string {
  const { submittedAfter: _after, submittedBefore: _before, ...rest } = filter;
  return JSON.stringify([projectId, rest]);
}

interface SettledDay {
  /** How many of its jobs the rest of the filter leaves. */
  readonly of: number;
  readonly found: number;
}

class SettledSearch {
  readonly #projectId: string;
  readonly #days = new Map<number, SettledDay>();
  /** Jobs up to this number were seen. */
  #through = 0;
  #unsettled: ReadonlySet<number> = new Set();

  constructor(projectId: string) {
    this.#projectId = projectId;
  }

  /** @returns how many of the day's ended jobs have the text; null where it must be looked for */
  foundOn(day: ListDay): number | null {
    const settled = this.isSettled(day) ? this.#days.get(day.from) : undefined;
    return settled?.of === day.ended ? settled.found : null;
  }

  remember(day: ListDay, found: number): void {
    if (this.isSettled(day)) this.#days.set(day.from, { of: day.ended, found });
  }

  /** Whether it can be remembered: as a whole, and with nothing that can still move. */
  isSettled({ from, to }: ListDay): boolean {
    return to - from === dayMs && !this.#unsettled.has(dayOf(from));
  }

  /** Forgets the days that have jobs which came since the last time. */
  async catchUp(snapshot: Kysely<Tables>): Promise<void> {
    const newest = await snapshot
      .selectFrom('jobs')
      .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
      .executeTakeFirstOrThrow();
    const last = newest.seq ?? 0;
    if (last - this.#through > mostNew) this.#days.clear();
    for (const day of this.#days.size === 0 ? [] : await this.#daysOfNew(snapshot)) {
      this.#days.delete(day * dayMs);
    }
    this.#through = last;
    this.#unsettled = new Set(await this.#daysOfOpen(snapshot));
    for (const day of this.#unsettled) this.#days.delete(day * dayMs);
  }

  #daysOfNew(snapshot: Kysely<Tables>): Promise<readonly number[]> {
    return daysOf(this.#select(snapshot).where('seq', '>', this.#through));
  }

  /** Whatever the filter: one that it leaves out can end as one that it does not. */
  #daysOfOpen(snapshot: Kysely<Tables>): Promise<readonly number[]> {
    return daysOf(this.#select(snapshot).where('ended_at', 'is', null));
  }

  #select(snapshot: Kysely<Tables>) {
    const day = sql<number>`submitted_at / ${sql.lit(dayMs)}`;
    return snapshot
      .selectFrom('jobs')
      .select(day.as('day'))
      .distinct()
      .where('project_id', '=', this.#projectId);
  }
}

async function daysOf(query: {
  execute(): Promise<readonly { readonly day: number }[]>;
}): Promise<readonly number[]> {
  return (await query.execute()).map(({ day }) => day);
}
