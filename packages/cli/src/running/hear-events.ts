import type { Followed, FollowOptions, SluiceClient } from '@sluice/client';
import { printable } from '../output/printable.ts';
import type { Notes } from './notes.ts';

export type Heard = Exclude<Followed, { readonly kind: 'reset' }>;

/**
 * What happens, in order. Says on stderr when the gateway is lost, when it is back, and when events are missed.
 * @throws AbortedError
 */
export async function* hearEvents(
  client: SluiceClient,
  followed: Pick<FollowOptions, 'jobId' | 'sessionId' | 'after' | 'signal'>,
  notes: Notes,
): AsyncGenerator<Heard> {
  const events = client.events({
    ...followed,
    onLost: ({ message }) => notes.say(printable(`${message}; trying again`)),
    onBack: () => notes.say('connected again'),
  });
  for await (const told of events) {
    if (told.kind === 'reset') notes.say(`some events are missed: ${told.reason}`);
    else yield told;
  }
}
