import type { Clock } from '../../core/ports/clock.ts';

const windowMs = 5 * 60_000;
/** Wrong passwords in that time, for one user from anywhere, and from one address for anybody. */
const mostOfUser = 10;
const mostOfAddress = 30;
/** Whoever floods us with names and addresses fills no more memory than this. */
const mostRemembered = 20_000;
const enoughRemembered = 19_000;

export type Attempt =
  | { readonly kind: 'allowed'; readonly succeeded: () => void }
  /** `isFirst`: nobody was held back for these wrong tries before. */
  | { readonly kind: 'wait'; readonly retryAfterSeconds: number; readonly isFirst: boolean };

interface WrongTries {
  count: number;
  readonly endsAt: number;
  /** Somebody was held back for them. */
  isTold: boolean;
}

/**
 * Holds back guesses at passwords. A try counts as wrong until it is known to be right, so that many at
 * once are no way around; a user who is not there is counted like one who is.
 */
export class LoginAttempts {
  readonly #clock: Pick<Clock, 'steady'>;
  readonly #wrong = new Map<string, WrongTries>();

  constructor(clock: Pick<Clock, 'steady'>) {
    this.#clock = clock;
  }

  begin(domain: string, user: string, address: string): Attempt {
    const now = this.#clock.steady();
    const counters = [
      { key: JSON.stringify([domain, user]), most: mostOfUser },
      { key: address, most: mostOfAddress },
    ];
    const full = counters
      .map(({ key, most }) => ({ wrong: this.#find(key, now), most }))
      .filter(({ wrong, most }) => wrong.count >= most);
    if (full.length > 0) {
      const until = Math.max(...full.map(({ wrong }) => wrong.endsAt));
      const isFirst = full.some(({ wrong }) => !wrong.isTold);
      for (const { wrong } of full) wrong.isTold = true;
      return { kind: 'wait', retryAfterSeconds: Math.ceil((until - now) / 1_000), isFirst };
    }
    for (const { key } of counters) this.#count(key, now);
    const [ofUser, ofAddress] = counters.map(({ key }) => key);
    return {
      kind: 'allowed',
      succeeded: () => {
        // He knows it: what he mistyped before is forgotten. Of the address only this try is.
        this.#wrong.delete(ofUser ?? '');
        const known = this.#wrong.get(ofAddress ?? '');
        if (known) known.count--;
      },
    };
  }

  #find(key: string, now: number): WrongTries {
    const known = this.#wrong.get(key);
    return known && known.endsAt > now
      ? known
      : { count: 0, endsAt: now + windowMs, isTold: false };
  }

  #count(key: string, now: number): void {
    const counter = this.#find(key, now);
    counter.count++;
    this.#wrong.delete(key);
    this.#wrong.set(key, counter);
    if (this.#wrong.size > mostRemembered) this.#forgetSome(now);
  }

  /** Those whose time is over, else those not seen for longest: more than one, since a look costs. */
  #forgetSome(now: number): void {
    for (const [key, { endsAt }] of this.#wrong) if (endsAt <= now) this.#wrong.delete(key);
    for (const key of this.#wrong.keys()) {
      if (this.#wrong.size <= enoughRemembered) return;
      this.#wrong.delete(key);
    }
  }
}
