/** One cancel that was answered with the success word, and what was seen of it. */
export interface SeenCancel {
  readonly wasTrue: boolean;
  readonly ackMs: number;
  /** Null when nobody could see it, or it never came. */
  readonly freedMs: number | null;
  /** Whether something of the work lived on. */
  readonly isOrphaned: boolean;
}

/** The figures that sum up a run. */
export interface Figures {
  /** Cancels that said so, and of those the ones of which it was true. */
  readonly honesty: { readonly said: number; readonly true: number };
  readonly tAckMs: Quantiles | null;
  readonly tFreedMs: Quantiles | null;
  readonly orphansPer100: number | null;
  readonly collateralPer100: number | null;
}
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Counts over all cases of a run. */
export class Tally {
  readonly #seen: SeenCancel[] = [];
  #neighboursHarmed = 0;

  add(seen: SeenCancel): void {
    this.#seen.push(seen);
  }

  /** Work that was not to be cancelled was ended, lost or run twice by a cancel. */
  addCollateral(): void {
    this.#neighboursHarmed += 1;
  }

  figures(): Figures {
    const said = this.#seen.length;
    const per100 = (count: number) => (said === 0 ? null : (100 * count) / said);
    return {
      honesty: { said, true: this.#seen.filter(({ wasTrue }) => wasTrue).length },
      tAckMs: quantiles(this.#seen.map(({ ackMs }) => ackMs)),
      tFreedMs: quantiles(this.#seen.flatMap(({ freedMs }) => freedMs ?? [])),
      orphansPer100: per100(this.#seen.filter(({ isOrphaned }) => isOrphaned).length),
      collateralPer100: per100(this.#neighboursHarmed),
    };
  }
}

function quantiles(values: readonly number[]): Quantiles | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10;
  return sorted.length === 0 ? null : { p50: at(0.5), p95: at(0.95), max: at(1) };
}
