import type { EndedJob } from '../../core/job/job.ts';
import type {
  ColumnarFormat,
  PageBound,
  ResultPart,
  ResultReader,
  RowPage,
} from '../../core/ports/result-reader.ts';
import { isOutOfMemory } from './engine-error.ts';
import type { ProjectHosts } from './project-hosts.ts';
import { ProjectPlaces } from './project-places.ts';
import type { ColumnarRowsOf, CsvRowsOf } from './read-rows.ts';
import { rowsFailure } from './rows-failure.ts';
import { typedRows } from './typed-rows.ts';
import { csvLineOf } from './types/csv-columns.ts';

/** How long a reader waits for the host. */
const readMs = 15_000;
/** All rows of a large result are looked at. */
const measureMs = 60_000;

/** The results that lie in files of a project, read by its host. */
export class DuckdbResults implements ResultReader {
  readonly #dataDir: string;
  readonly #hosts: ProjectHosts;

  constructor(dataDir: string, hosts: ProjectHosts) {
    this.#dataDir = dataDir;
    this.#hosts = hosts;
  }

  async *readRows(job: EndedJob, page: RowPage, left: AbortSignal): AsyncIterable<string> {
    const host = await this.#hosts.of(job.request.projectId, readMs);
    const file = this.#fileOf(job);
    yield* host.readRows({ file, ...page }, left);
  }

  readCsv(job: EndedJob, page: RowPage, left: AbortSignal): AsyncIterable<ResultPart> | null {
    const { ending } = job.state;
    if (ending.how !== 'succeeded') return null;
    const engineTypes = ending.result.columns.map(({ engineType }) => engineType);
    return csvLineOf(engineTypes) === null
      ? null
      : this.#readCsv(job, { ...page, engineTypes }, left);
  }

  async *#readCsv(
    job: EndedJob,
    rows: Omit<CsvRowsOf, 'file'>,
    left: AbortSignal,
  ): AsyncIterable<ResultPart> {
    const host = await this.#hosts.of(job.request.projectId, readMs);
    const file = this.#fileOf(job);
    yield* host.readCsv({ ...rows, file }, left);
  }

  readColumnar(
    job: EndedJob,
    format: ColumnarFormat,
    page: RowPage,
    left: AbortSignal,
  ): AsyncIterable<ResultPart> | null {
    const { ending } = job.state;
    if (ending.how !== 'succeeded' || ending.result.columns.length === 0) return null;
    const { columns, rows } = ending.result;
    const lines = rows.at === 'inline' ? rows.lines : null;
    const typed = typedRows(columns, lines, this.#fileOf(job), page);
    return this.#readColumnar(job, { ...typed, format }, left);
  }

  async *#readColumnar(
    job: EndedJob,
    rows: ColumnarRowsOf,
    left: AbortSignal,
  ): AsyncIterable<ResultPart> {
    const host = await this.#hosts.of(job.request.projectId, readMs);
    yield* host.readColumnar(rows, left);
  }

  async pageRows(job: EndedJob, most: PageBound): Promise<number> {
    const host = await this.#hosts.of(job.request.projectId, readMs);
    const file = this.#fileOf(job);
    try {
      const { rows } = await host.call({ op: 'page-rows', file, most }, measureMs);
      return rows;
    } catch (error) {
      throw isOutOfMemory(error) ? rowsFailure(String(error)) : error;
    }
  }

  #fileOf({ id, request }: EndedJob): string {
    return new ProjectPlaces(this.#dataDir, request.projectId).resultFile(id);
  }
}
