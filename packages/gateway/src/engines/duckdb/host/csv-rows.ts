import type { Import } from '../../../core/job/transfer.ts';
import { CsvQuotes } from './csv-quotes.ts';
import type { RowBeginnings } from './line-of-row.ts';

const newLine = 0x0a;

/** The rows of a file of CSV, as DuckDB counts them. */
export class CsvRows implements RowBeginnings {
  readonly #quotes: CsvQuotes;
  /** Of one column an empty line is a NULL; others DuckDB passes over. */
  readonly #areEmptyRows: boolean;
  #isInRow = false;

  constructor(csv: Import['csv'], width: number) {
    this.#quotes = new CsvQuotes(csv);
    this.#areEmptyRows = width === 1;
  }

  beginsAt(byte: number): boolean {
    const begins = !this.#isInRow && (byte !== newLine || this.#areEmptyRows);
    this.#isInRow = this.#quotes.areAround(byte) || byte !== newLine;
    return begins;
  }
}
