import {
  BulkCancelLine,
  BulkCancelSummary,
  DryRunLine,
  DryRunSummary,
  ResultPage,
  SessionEventList,
} from '@sluice/protocol';
import { Type } from 'typebox';

const text = { type: 'string' } as const;
const binary = { type: 'string', format: 'binary' } as const;

/** Answers that are no JSON document, as OpenAPI describes them: by their media types. */
function formsOf(description: string, forms: Readonly<Record<string, object>>) {
  return {
    description,
    content: Object.fromEntries(
      Object.entries(forms).map(([mediaType, schema]) => [mediaType, { schema }]),
    ),
  };
}

/** Server-sent events (HTML Living Standard, 9.2). */
export const eventStream = formsOf('Server-sent events, until there are no more.', {
  'text/event-stream': text,
});

/** The bytes of a file. */
export const bytes = formsOf('The bytes.', { 'application/octet-stream': binary });

/** A summary, then a line for each job. */
export const cancelLines = formsOf('A summary, then a line for each job.', {
  'application/x-ndjson': Type.Union([
    BulkCancelSummary,
    BulkCancelLine,
    DryRunSummary,
    DryRunLine,
  ]),
});

/** The rows of a result. */
export const resultForms = formsOf(
  'A page of rows as JSON, or all of them as CSV, JSON Lines, Parquet or Arrow.',
  {
    'application/json': ResultPage,
    'text/csv': text,
    'application/jsonl': text,
    'application/vnd.apache.parquet': binary,
    'application/vnd.apache.arrow.stream': binary,
  },
);

/** What happened to a session so far, or as it happens. */
export const sessionEventForms = formsOf('All events so far, or events as they happen.', {
  'application/json': SessionEventList,
  'text/event-stream': text,
});

/** Nothing is left to tell. */
export const nothing = Type.Null({ description: 'Nothing.' });
