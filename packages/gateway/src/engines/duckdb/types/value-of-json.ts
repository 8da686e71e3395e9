import {
  type DuckDBDecimalType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType,
  LIST,
  MAP,
} from '@duckdb/node-api';
import { quoteName, quoteText } from '../sql/quote-text.ts';
import { engineTypeOf, fieldName, isJson } from './engine-type.ts';
import { integerTypes } from './integer-types.ts';
import { listOfJson, structOfJson } from './json-form.ts';
import { isScalar, type ScalarType } from './scalar-json.ts';

/** How the times of an import are written, as `strptime` has it; null is ISO 8601. */
export interface TimeForms {
  readonly date: string | null;
  readonly timestamp: string | null;
}

/**
 * What is put before each number. DuckDB reads the numbers of JSON as DOUBLE wherever it finds them: so they are made
 * text first, and each becomes what its column is.
 */
const mark = '\u{F8FF}n:';

/** SQL for JSON whose numbers are marked text. */
export function markNumbers(json: string): string {
  const between = String.raw`(?:[^"\-0-9]|-[^0-9"]|"(?:[^"\\]|\\.)*")*`;
  const pattern = `(${between})(-?[0-9][0-9.eE+\\-]*)`;
  const marked = String.raw`regexp_replace(CAST(${json} AS VARCHAR) || ' 0', ${quoteText(pattern)}, '\1"${mark}\2"', 'g')`;
  // The last number is the 0, behind which there is no text that could be taken for anything. Its space parts it from
  // JSON that is a number itself.
  return `${marked}[:-${mark.length + 5}]`;
}

/**
 * Which numbers lose digits when JSON of a type is read, since DuckDB makes each with a fraction or an exponent a DOUBLE:
 * - `none`: the type is one itself.
 * - `long`: those of more digits than a DOUBLE keeps, which are 15; a shorter one comes out as it was written.
 * - `all`: how it is written counts, as of `1.50`.
 */
export type LostNumbers = 'none' | 'long' | 'all';

export function lostNumbersOf({ typeId }: DuckDBType): LostNumbers {
  if (withoutDigits.has(typeId)) return 'none';
  return ofNumbers.has(typeId) ? 'long' : 'all';
}

const withoutDigits: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.BOOLEAN,
]);

const ofNumbers: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.DECIMAL, ...integerTypes]);

/**
 * SQL for whether a record has numbers of which that many lose digits; there may be none all the same.
 * @param json SQL for the text of the record
 */
export function mayHold(lost: Exclude<LostNumbers, 'none'>, json: string): string {
  const found = lost === 'long' ? '[0-9]{16}|[0-9.]{17}' : '[0-9][.eE]';
  return `regexp_matches(CAST(${json} AS VARCHAR), '${found}')`;
}

/**
 * SQL for whether a value has a number that was made a DOUBLE when its JSON was read.
 * @param part SQL for its JSON
 */
export function holdsDouble(type: DuckDBType, part: string): string {
  if (isScalar(type) && !isJson(type) && type.typeId !== DuckDBTypeId.VARCHAR) {
    return `coalesce(json_type(${part}) = 'DOUBLE', false)`;
  }
  const isText = `json_type(${part}) = 'VARCHAR'`;
  return `coalesce(NOT (${isText}) AND regexp_matches(CAST(${part} AS VARCHAR), '[0-9][.eE]'), false)`;
}

/** In what form `valueOfJson` wants it of `from_json`. */
export function partForm(type: DuckDBType): 'VARCHAR' | 'JSON' {
  return isScalar(type) && !isJson(type) ? 'VARCHAR' : 'JSON';
}

/**
 * SQL for the value of a type that a part of marked JSON has: the other way round from `jsonTextOf`. A map may
 * also be an object, as others write it.
 * @param part SQL for it, in its `partForm`
 */
export function valueOfJson(type: DuckDBType, part: string, times: TimeForms): string {
  return `CAST(${valueOfPart(withoutArrays(type), part, times, 0)} AS ${engineTypeOf(type)})`;
}

/** DuckDB 1.5 has no CASE for an ARRAY: it is a LIST until it is whole. */
export function withoutArrays(type: DuckDBType): DuckDBType {
  if (isScalar(type)) return type;
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return LIST(withoutArrays(type.valueType));
    case DuckDBTypeId.MAP:
      return MAP(withoutArrays(type.keyType), withoutArrays(type.valueType));
    case DuckDBTypeId.STRUCT:
      return new DuckDBStructType(type.entryNames, type.entryTypes.map(withoutArrays));
    case DuckDBTypeId.UNION:
      return new DuckDBUnionType(type.memberTags, type.memberTypes.map(withoutArrays));
    case DuckDBTypeId.VARIANT:
      return type;
  }
}

function valueOfPart(type: DuckDBType, part: string, times: TimeForms, depth: number): string {
  if (isJson(type)) return `CAST(${unmarkedJson(part)} AS JSON)`;
  if (isScalar(type)) return scalarOf(type, unmarked(type, part), times);
  const inner = (innerType: DuckDBType, expression: string) =>
    valueOfPart(innerType, expression, times, depth + 1);
  const each = `e${depth}`;
  const spelled = engineTypeOf(type);
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const list = listOfJson(part, partForm(type.valueType));
      const values = `list_transform(${list}, lambda ${each}: ${inner(type.valueType, each)})`;
      return choose(part, spelled, { ARRAY: values });
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      const struct = structOfJson(part, entryNames.map(fieldName), entryTypes.map(partForm));
      const fields = entryTypes.map((entry, at) =>
        inner(entry, `struct_extract_at(${struct}, ${at + 1})`),
      );
      return choose(part, spelled, { OBJECT: `row(${fields.join(', ')})` });
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type;
      const asked = (key: string, value: string) => {
        const keyPart = partForm(keyType) === 'VARCHAR' ? `(${key} ->> '$')` : key;
        const valuePart = partForm(valueType) === 'VARCHAR' ? `(${value} ->> '$')` : value;
        return `{'k': ${inner(keyType, keyPart)}, 'v': ${inner(valueType, valuePart)}}`;
      };
      const mapped = (list: string, entry: string) =>
        `map_from_entries(list_transform(${list}, lambda ${each}: ${entry}))`;
      return choose(part, spelled, {
        ARRAY: mapped(`from_json(${part}, '[["JSON"]]')`, asked(`${each}[1]`, `${each}[2]`)),
        OBJECT: mapped(
          `map_entries(from_json(${part}, '"MAP(VARCHAR, JSON)"'))`,
          asked(`to_json(${each}.key)`, `${each}.value`),
        ),
      });
    }
    case DuckDBTypeId.UNION: {
      const { memberTags, memberTypes } = type;
      const members = memberTypes.map((member, at) => {
        const tag = memberTags[at] ?? '';
        const value = `struct_extract_at(${structOfJson(part, [tag], [partForm(member)])}, 1)`;
        const read = inner(member, value);
        return `WHEN ${quoteText(tag)} THEN CAST(union_value(${quoteName(tag)} := ${read}) AS ${spelled})`;
      });
      const which = `CASE json_keys(${part})[1] ${members.join(' ')} ELSE ${wrong(part, spelled)} END`;
      return choose(part, spelled, { OBJECT: which });
    }
    case DuckDBTypeId.VARIANT:
      return `CAST(CAST(${unmarkedJson(part)} AS JSON) AS VARIANT)`;
  }
}

/** SQL for a value without parts, of its text. */
export function scalarOf(type: ScalarType, text: string, times: TimeForms): string {
  const spelled = engineTypeOf(type);
  if (type.typeId === DuckDBTypeId.BLOB) return `from_base64(${text})`;
  if (type.typeId === DuckDBTypeId.DATE) return timeOf(text, spelled, times.date);
  if (timestamps.has(type.typeId)) return timeOf(text, spelled, times.timestamp);
  if (type.typeId === DuckDBTypeId.DECIMAL && type.width > mostShortDigits) {
    return wideDecimalOf(type, text);
  }
  return `CAST(${text} AS ${spelled})`;
}

/** A DECIMAL of more digits is a HUGEINT inside. */
const mostShortDigits = 18;

/**
 * DuckDB 1.5 divides by ten for each digit before the point of such a DECIMAL, which takes it a hundred times as long
 * as to read these digits as a HUGEINT. What is written in another way, or is too large, is left to its cast.
 */
function wideDecimalOf({ width, scale }: DuckDBDecimalType, text: string): string {
  const spelled = `DECIMAL(${width}, ${scale})`;
  const plain = String.raw`-?[0-9]{1,${Math.max(1, width - scale)}}(?:\.[0-9]+)?`;
  const whole = `CAST(CAST(split_part(${text}, '.', 1) AS HUGEINT) AS ${spelled})`;
  const fraction = `CAST(regexp_replace(${text}, '[0-9]+', '0') AS ${spelled})`;
  return `CASE WHEN regexp_full_match(${text}, '${plain}') THEN CAST(${whole} + ${fraction} AS ${spelled})
    ELSE CAST(${text} AS ${spelled}) END`;
}

const timestamps: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
]);

function timeOf(text: string, spelled: string, form: string | null): string {
  const value = form === null ? text : `strptime(${text}, ${quoteText(form)})`;
  return `CAST(${value} AS ${spelled})`;
}

/** Text may be that of an object, with numbers in it. */
function unmarked(type: DuckDBType, text: string): string {
  const mayHoldJson = type.typeId === DuckDBTypeId.VARCHAR;
  return `replace(${mayHoldJson ? unmarkedJson(text) : text}, '${mark}', '')`;
}

function unmarkedJson(json: string): string {
  return String.raw`regexp_replace(CAST(${json} AS VARCHAR), '"${mark}([0-9.eE+\-]+)"', '\1', 'g')`;
}

function choose(part: string, spelled: string, ways: Record<string, string>): string {
  const cases = Object.entries(ways).map(
    ([kind, value]) => `WHEN '${kind}' THEN CAST(${value} AS ${spelled})`,
  );
  return `CASE json_type(${part}) WHEN 'NULL' THEN NULL ${cases.join(' ')} ELSE ${wrong(part, spelled)} END`;
}

/** A cast that fails: within TRY, which finds the row, error() may not stand. `wrongValueIn` reads what it says. */
function wrong(part: string, spelled: string): string {
  const found = `left(${unmarkedJson(part)}, 100)`;
  const said = `${quoteText(wrongMark)} || ${found} || ${quoteText(` is no ${spelled}`)}`;
  return `CASE WHEN CAST(${said} AS BOOLEAN) THEN CAST(NULL AS ${spelled}) END`;
}

const wrongMark = 'wrong value: ';

/** What `valueOfJson` had fail in the words of an error of DuckDB; null where it is another. */
export function wrongValueIn(message: string): string | null {
  return /Could not convert string 'wrong value: ([^]*)' to BOOL/.exec(message)?.[1] ?? null;
}
