import type { Clock } from '../../core/ports/clock.ts';
import { LoginAttempts } from './login-attempts.ts';
import { PasswordChecks } from './password-checks.ts';

/** What every way in by a password shares, so that guesses at one count at all of them. */
export class PasswordDoor {
  readonly attempts: LoginAttempts;
  readonly checks = new PasswordChecks();

  constructor(clock: Pick<Clock, 'steady'>) {
    this.attempts = new LoginAttempts(clock);
  }
}
