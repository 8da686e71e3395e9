import type {
  EventId,
  FeedPosition as PositionView,
  FeedReset as ResetView,
  JobEvent as EventView,
  SessionEvent as SessionEventView,
} from '@sluice/protocol';
import type { FeedPosition } from '../../core/actions/feed-position.ts';
import type { FeedItem } from '../../core/actions/follow-feed.ts';
import type { JobEvent } from '../../core/ports/event-feed.ts';
import type { SessionHappened } from '../../core/ports/session-store.ts';
import { toErrorView } from './error-words.ts';
import { toCancelView } from './job-view.ts';
import { toCheckView } from './receipt-view.ts';
import { toTimestamp } from './timestamp.ts';

export function toJobEventText(item: FeedItem): string {
  return toEventText(item, 'job', toEventView);
}

export function toSessionEventText(item: FeedItem<SessionHappened>): string {
  return toEventText(item, 'session', toSessionEventView);
}

/** An item of a feed in the words of server-sent events (HTML Living Standard, 9.2). */
function toEventText<Event>(
  item: FeedItem<Event>,
  name: string,
  toView: (event: Event) => EventView | SessionEventView,
): string {
  switch (item.kind) {
    case 'quiet':
      return ': nothing new\n\n';
    case 'position':
      return block('position', item.position, { after: toEventId(item.position) });
    case 'reset': {
      const after = toEventId(item.position);
      return block('reset', item.position, { reason: item.reason, after });
    }
    case 'event':
      return block(name, item.position, toView(item.event));
  }
}

function toEventId({ epoch, seq }: FeedPosition): EventId {
  return `${epoch}-${seq}`;
}

/** @param id of the form that its schema demands */
export function fromEventId(id: EventId): FeedPosition {
  const cut = id.lastIndexOf('-');
  return { epoch: id.slice(0, cut), seq: Number(id.slice(cut + 1)) };
}

/** JSON has no line ends but `\n` and `\r`, and escapes both: one `data` line holds it. */
function block(
  name: string,
  position: FeedPosition,
  data: EventView | SessionEventView | PositionView | ResetView,
): string {
  return `event: ${name}\nid: ${toEventId(position)}\ndata: ${JSON.stringify(data)}\n\n`;
}

function toEventView({ jobId, kind, at, job, detail }: JobEvent): EventView {
  return {
    job_id: jobId,
    kind,
    at: toTimestamp(at),
    revision: detail.revision,
    queue: job?.queueName ?? null,
    cancel: toCancelView(detail.intent ?? null),
    error: detail.error ? toErrorView(detail.error) : null,
    row_count: detail.rowCount ?? null,
    affected_rows: detail.affectedRows ?? null,
    released: detail.released.map(toCheckView),
  };
}

export function toSessionEventView({ kind, at, remarks }: SessionHappened): SessionEventView {
  return { kind, at: toTimestamp(at), remarks: [...remarks] };
}
