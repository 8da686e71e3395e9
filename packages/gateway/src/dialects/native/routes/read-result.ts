import { mostPageRows, type ResultPage, ResultQuery } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { ReadResultAnswer } from '../../../core/actions/read-result.ts';
import type { ColumnarFormat, ResultPart } from '../../../core/ports/result-reader.ts';
import { clientLeft } from '../../client-left.ts';
import { toColumnView } from '../column-view.ts';
import { JobParams } from '../job-params.ts';
import { noResult, resultExpired, unknownJob } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { nextOffset } from '../next-offset.ts';
import { inPieces } from '../../in-pieces.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { preferredFormat } from '../result-format.ts';
import { partsToCsv, rowsToCsv } from '../rows-to-csv.ts';
import { rowsToJsonLines } from '../rows-to-json-lines.ts';
import { listInJson } from '../../list-in-json.ts';
import { sendBytes } from '../../send-bytes.ts';
import { startStream } from '../../start-stream.ts';
import { resultForms } from '../answer-forms.ts';

/** Rows where the request does not say. */
const absentLimit = {
  json: 1_000,
  csv: Number.MAX_SAFE_INTEGER,
  json_lines: Number.MAX_SAFE_INTEGER,
  parquet: Number.MAX_SAFE_INTEGER,
  arrow: Number.MAX_SAFE_INTEGER,
};

/** Reads a result: a page as JSON, or all of it in another form. Streamed, never collected. */
export function readResultRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/jobs/:id/result',
    {
      config: { needs: 'read' },
      // It would read all the rows to send none.
      exposeHeadRoute: false,
      schema: {
        operationId: 'readResult',
        summary: 'Read the rows of a result',
        params: JobParams,
        querystring: ResultQuery,
        response: { 200: resultForms },
      },
    },
    async (request, reply) => {
      const format = preferredFormat(request.headers.accept);
      if (format === null) return refuse(request, reply, notAcceptable);
      const { offset = 0, limit = absentLimit[format] } = request.query;
      if (format === 'json' && limit > mostPageRows) return refuse(request, reply, pageTooLong);

      const id = request.params.id.toLowerCase();
      const page = { offset, limit };
      const answer = await actions.readResult(request.principal, id, page, clientLeft(reply));
      switch (answer.kind) {
        case 'unknown':
          return refuse(request, reply, unknownJob(id));
        case 'no_result':
          return refuse(request, reply, noResult(answer.job));
        case 'expired':
          return refuse(request, reply, resultExpired(answer.job));
        case 'rows':
          return send[format](request, reply, answer, page);
      }
    },
  );
}

type Rows = Extract<ReadResultAnswer, { kind: 'rows' }>;
type Page = { readonly offset: number; readonly limit: number };

const send = {
  json: sendPage,
  csv: sendCsv,
  json_lines: sendJsonLines,
  parquet: sendParquet,
  arrow: sendArrow,
};

async function sendPage(
  _request: FastifyRequest,
  reply: FastifyReply,
  { job, result, rows }: Rows,
  page: Page,
) {
  const total = result.rowCount;
  const next = nextOffset(page, total);
  const head: Omit<ResultPage, 'rows'> = {
    job_id: job.id,
    columns: result.columns.map(toColumnView),
    total,
    offset: page.offset,
    next_offset: next,
    truncated: next !== null,
  };
  const stream = await startStream(inPieces(listInJson(head, 'rows', rows)));
  return reply.type('application/json; charset=utf-8').header('x-total-rows', total).send(stream);
}

async function sendCsv(_request: FastifyRequest, reply: FastifyReply, { result, rows, csv }: Rows) {
  const names = result.columns.map(({ name }) => name);
  const headers = {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'x-total-rows': result.rowCount,
  };
  if (csv) return sendBytes(reply, headers, partsToCsv(names, csv));
  const stream = await startStream(inPieces(rowsToCsv(names, rows)));
  return reply.headers(headers).send(stream);
}

async function sendJsonLines(
  _request: FastifyRequest,
  reply: FastifyReply,
  { result, rows }: Rows,
) {
  const names = result.columns.map(({ name }) => name);
  const stream = await startStream(inPieces(rowsToJsonLines(names, rows)));
  return reply
    .type('application/jsonl; charset=utf-8')
    .header('x-total-rows', result.rowCount)
    .send(stream);
}

function sendParquet(request: FastifyRequest, reply: FastifyReply, rows: Rows) {
  return sendColumnar(request, reply, rows, 'parquet', 'application/vnd.apache.parquet');
}

function sendArrow(request: FastifyRequest, reply: FastifyReply, rows: Rows) {
  return sendColumnar(request, reply, rows, 'arrow', 'application/vnd.apache.arrow.stream');
}

async function sendColumnar(
  request: FastifyRequest,
  reply: FastifyReply,
  { result, columnar }: Rows,
  format: ColumnarFormat,
  mediaType: string,
) {
  const parts = columnar(format);
  if (!parts) return refuse(request, reply, withoutColumns);
  const headers = { 'content-type': mediaType, 'x-total-rows': result.rowCount };
  return sendBytes(reply, headers, bytesOf(parts));
}

async function* bytesOf(parts: AsyncIterable<ResultPart>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of parts) yield bytes;
}

const notAcceptable = invalid(
  'Accept',
  'The header Accept must allow application/json, text/csv, application/jsonl, ' +
    'application/vnd.apache.parquet or application/vnd.apache.arrow.stream: a result has no other form.',
);

const withoutColumns = invalid(
  'Accept',
  'The statement returned no columns, and a file of columns has at least one. ' +
    'Ask for application/json, text/csv or application/jsonl in the header Accept.',
);

const pageTooLong = invalid(
  'limit',
  `The query parameter limit must be a whole number from 1 to ${mostPageRows}. ` +
    'For more rows at once ask for another form in the header Accept.',
);
