const shapes = new Map([
  [1, 'POINT'],
  [2, 'LINESTRING'],
  [3, 'POLYGON'],
  [4, 'MULTIPOINT'],
  [5, 'MULTILINESTRING'],
  [6, 'MULTIPOLYGON'],
  [7, 'GEOMETRYCOLLECTION'],
]);

/** What the thousands of a shape's code say about its coordinates. */
const axes = [
  { suffix: '', count: 2 },
  { suffix: ' Z', count: 3 },
  { suffix: ' M', count: 3 },
  { suffix: ' ZM', count: 4 },
];

/**
 * A GEOMETRY as DuckDB writes it, `POINT Z (1 2 3)`.
 * @param wkb well-known binary, little-endian, as DuckDB keeps it
 */
export function geometryText(wkb: Uint8Array): string {
  return new WkbReader(wkb).readGeometry(true);
}

class WkbReader {
  readonly #view: DataView;
  #offset = 0;

  constructor(wkb: Uint8Array) {
    this.#view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength);
  }

  /** @param isNamed parts of a MULTI… shape are written without their own names */
  readGeometry(isNamed: boolean): string {
    this.#offset += 1;
    const code = this.#readCount();
    const shape = shapes.get(code % 1_000);
    const axis = axes[Math.floor(code / 1_000)];
    if (shape === undefined || !axis) throw new Error(`unknown geometry type ${code}`);
    const body = this.#readBody(shape, axis.count);
    return isNamed ? `${shape}${axis.suffix} ${body}` : body;
  }

  #readBody(shape: string, axisCount: number): string {
    switch (shape) {
      case 'POINT': {
        const point = this.#readPoint(axisCount);
        return point === null ? 'EMPTY' : `(${point})`;
      }
      case 'LINESTRING':
        return this.#readPoints(axisCount);
      case 'POLYGON':
        return this.#readParts(() => this.#readPoints(axisCount));
      case 'MULTIPOINT':
        // A point among many stands without brackets of its own.
        return this.#readParts(() => this.readGeometry(false).replace(/^\((.*)\)$/, '$1'));
      case 'GEOMETRYCOLLECTION':
        return this.#readParts(() => this.readGeometry(true));
      default:
        return this.#readParts(() => this.readGeometry(false));
    }
  }

  #readPoints(axisCount: number): string {
    return this.#readParts(() => this.#readPoint(axisCount) ?? 'EMPTY');
  }

  #readParts(readPart: () => string): string {
    const count = this.#readCount();
    if (count === 0) return 'EMPTY';
    return `(${Array.from({ length: count }, readPart).join(', ')})`;
  }

  /** A point that is nowhere has NaN on every axis. */
  #readPoint(axisCount: number): string | null {
    const point = Array.from({ length: axisCount }, () => this.#readNumber());
    return point.every(Number.isNaN) ? null : point.map(coordinateText).join(' ');
  }

  #readCount(): number {
    const count = this.#view.getUint32(this.#offset, true);
    this.#offset += 4;
    return count;
  }

  #readNumber(): number {
    const value = this.#view.getFloat64(this.#offset, true);
    this.#offset += 8;
    return value;
  }
}

/** The fewest digits that give the number back; with an exponent from 1e+16 on and below 1e-04. */
function coordinateText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  const [digits = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 16) return String(value);
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
