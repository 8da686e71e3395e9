import type { Column } from '../core/job/ending.ts';

/**
 * The columns of a result as Spark writes a schema: the JSON text of a struct (dli-api.md 3.1.3,
 * `detail`). A type that is not in the words of Spark SQL is written as it stands.
 */
export function toSparkSchema(columns: readonly Column[]): string {
  return JSON.stringify(struct(columns.map(({ name, type }) => field(name, toSparkType(type)))));
}

type SparkType = string | object;

/** A type in the words of Spark SQL, `array<int>`, as Spark names it in JSON. */
function toSparkType(words: string): SparkType {
  const reader = new TypeReader(words);
  const type = reader.readType();
  return type !== null && reader.isAtEnd ? type : words;
}

/** The words that JSON names otherwise; `date`, `string`, `decimal(10,2)` and the others stay. */
const jsonNames = new Map([
  ['tinyint', 'byte'],
  ['smallint', 'short'],
  ['int', 'integer'],
  ['bigint', 'long'],
]);

/** Reads one type from left to right. Every step answers null where the text is no type. */
class TypeReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#text.length;
  }

  readType(): SparkType | null {
    const word = this.#read(/[a-z][a-z_ ]*(?:\(\d+(?:, ?\d+)?\))?/y);
    if (word === null) return null;
    switch (word) {
      case 'array':
        return this.#readArray();
      case 'map':
        return this.#readMap();
      case 'struct':
        return this.#readStruct();
      default:
        return jsonNames.get(word) ?? word;
    }
  }

  #readArray(): SparkType | null {
    if (!this.#skip('<')) return null;
    const elementType = this.readType();
    if (elementType === null || !this.#skip('>')) return null;
    return { type: 'array', elementType, containsNull: true };
  }

  #readMap(): SparkType | null {
    if (!this.#skip('<')) return null;
    const keyType = this.readType();
    if (keyType === null || !this.#skip(',')) return null;
    const valueType = this.readType();
    if (valueType === null || !this.#skip('>')) return null;
    return { type: 'map', keyType, valueType, valueContainsNull: true };
  }

  #readStruct(): SparkType | null {
    if (!this.#skip('<')) return null;
    const fields: object[] = [];
    if (this.#skip('>')) return struct(fields);
    do {
      const name = this.#readFieldName();
      if (name === null || !this.#skip(':')) return null;
      const type = this.readType();
      if (type === null) return null;
      fields.push(field(name, type));
    } while (this.#skip(','));
    return this.#skip('>') ? struct(fields) : null;
  }

  /** Plain, or between backticks with a backtick in it doubled. */
  #readFieldName(): string | null {
    const quoted = this.#read(/`(?:[^`]|``)*`/y);
    if (quoted !== null) return quoted.slice(1, -1).replaceAll('``', '`');
    return this.#read(/[^:,<>`]+/y);
  }

  #skip(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#position)) return false;
    this.#position += mark.length;
    this.#read(/ */y);
    return true;
  }

  #read(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text)?.[0];
    if (match === undefined) return null;
    this.#position += match.length;
    return match;
  }
}

function struct(fields: readonly object[]): object {
  return { type: 'struct', fields };
}

function field(name: string, type: SparkType): object {
  return { name, type, nullable: true, metadata: {} };
}
