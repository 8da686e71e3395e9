import { createHmac, randomBytes } from 'node:crypto';
import { homeDomain } from '../../core/access/home-domain.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { IdentityStore, PasswordEntry } from '../../core/ports/identity-store.ts';
import type { PasswordDoor } from './password-door.ts';

export type BasicAnswer =
  | { readonly kind: 'right'; readonly entry: PasswordEntry }
  | { readonly kind: 'wrong' }
  /** Too many were wrong, or too many are being checked. */
  | { readonly kind: 'later'; readonly retryAfterS: number };

/** A check takes a thread for 0.2 s, and clients send their password with every request. */
const rememberMs = 5 * 60_000;
const mostRemembered = 1_000;
const busyRetryS = 5;

interface Remembered {
  /** What it was found to fit. Another one means that the password was changed. */
  readonly passwordHash: string;
  readonly until: number;
}

/** Passwords that come with each request (RFC 7617), of users of the home domain. */
export class BasicLogins {
  readonly #identities: Pick<IdentityStore, 'findByPassword'>;
  readonly #door: PasswordDoor;
  readonly #clock: Pick<Clock, 'steady'>;
  /** Of this process alone: what is remembered is of no use to whoever reads its memory later. */
  readonly #secret = randomBytes(32);
  readonly #remembered = new Map<string, Remembered>();
  readonly #underWay = new Map<string, Promise<BasicAnswer>>();

  constructor(
    identities: Pick<IdentityStore, 'findByPassword'>,
    door: PasswordDoor,
    clock: Pick<Clock, 'steady'>,
  ) {
    this.#identities = identities;
    this.#door = door;
    this.#clock = clock;
  }

  /** @param address from where it came; wrong tries count against it, and against the user */
  async check(user: string, password: string, address: string): Promise<BasicAnswer> {
    const entry = await this.#identities.findByPassword(homeDomain, user);
    const key = createHmac('sha256', this.#secret)
      .update(JSON.stringify([user, password]))
      .digest('base64');
    if (entry && this.#remembers(key, entry)) return { kind: 'right', entry };
    // Of many requests that a client sends at once the first asks for all of them.
    const known = this.#underWay.get(key);
    if (known) return known;
    const asked = this.#ask(key, user, password, address, entry).finally(() =>
      this.#underWay.delete(key),
    );
    this.#underWay.set(key, asked);
    return asked;
  }

  async #ask(
    key: string,
    user: string,
    password: string,
    address: string,
    entry: PasswordEntry | null,
  ): Promise<BasicAnswer> {
    const attempt = this.#door.attempts.begin(homeDomain, user, address);
    if (attempt.kind === 'wait') return { kind: 'later', retryAfterS: attempt.retryAfterSeconds };
    const isRight = await this.#door.checks.verify(password, entry?.passwordHash ?? null);
    if (isRight === null) return { kind: 'later', retryAfterS: busyRetryS };
    if (!entry || !isRight) return { kind: 'wrong' };
    attempt.succeeded();
    this.#remember(key, entry);
    return { kind: 'right', entry };
  }

  #remembers(key: string, { passwordHash }: PasswordEntry): boolean {
    const known = this.#remembered.get(key);
    return known?.passwordHash === passwordHash && known.until > this.#clock.steady();
  }

  #remember(key: string, { passwordHash }: PasswordEntry): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, { passwordHash, until: this.#clock.steady() + rememberMs });
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > mostRemembered && oldest) this.#remembered.delete(oldest);
  }
}
