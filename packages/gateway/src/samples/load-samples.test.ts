import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleTables } from './sample-tables.ts';

const loader = join(import.meta.dirname, 'load-samples.ts');

/** What is in the package's files; the rows were counted with another program. */
const expected: Record<string, { rows: number; columns: string }> = {
  flights: {
    rows: 3_000_000,
    columns: 'date TIMESTAMP, delay BIGINT, distance BIGINT, origin VARCHAR, destination VARCHAR',
  },
  airports: {
    rows: 3_376,
    columns:
      'iata VARCHAR, name VARCHAR, city VARCHAR, state VARCHAR, country VARCHAR, latitude DOUBLE, longitude DOUBLE',
  },
  weather: {
    rows: 2_922,
    columns:
      'location VARCHAR, date DATE, precipitation DOUBLE, temp_max DOUBLE, temp_min DOUBLE, wind DOUBLE, weather VARCHAR',
  },
  seattle_weather: {
    rows: 1_461,
    columns:
      'date DATE, precipitation DOUBLE, temp_max DOUBLE, temp_min DOUBLE, wind DOUBLE, weather VARCHAR',
  },
  earthquakes: {
    rows: 1_707,
    columns:
      'id VARCHAR, mag DOUBLE, place VARCHAR, time TIMESTAMP, updated TIMESTAMP, tz INTEGER, url VARCHAR, detail VARCHAR, felt BIGINT, cdi DOUBLE, mmi DOUBLE, alert VARCHAR, status VARCHAR, tsunami BIGINT, sig BIGINT, net VARCHAR, code VARCHAR, ids VARCHAR, sources VARCHAR, types VARCHAR, nst BIGINT, dmin DOUBLE, rms DOUBLE, gap DOUBLE, magType VARCHAR, type VARCHAR, title VARCHAR, longitude DOUBLE, latitude DOUBLE, depth DOUBLE',
  },
  birdstrikes: {
    rows: 10_000,
    columns:
      'Airport Name VARCHAR, Aircraft Make Model VARCHAR, Effect Amount of damage VARCHAR, Flight Date DATE, Aircraft Airline Operator VARCHAR, Origin State VARCHAR, Phase of flight VARCHAR, Wildlife Size VARCHAR, Wildlife Species VARCHAR, Time of day VARCHAR, Cost Other BIGINT, Cost Repair BIGINT, Cost Total $ BIGINT, Speed IAS in knots BIGINT',
  },
  zipcodes: {
    rows: 42_049,
    columns:
      'zip_code VARCHAR, latitude DOUBLE, longitude DOUBLE, city VARCHAR, state VARCHAR, county VARCHAR',
  },
  sp500: { rows: 123, columns: 'date DATE, price DOUBLE' },
  sp500_2000: {
    rows: 5_105,
    columns:
      'date DATE, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, adjclose DOUBLE, volume BIGINT',
  },
  stocks: { rows: 560, columns: 'symbol VARCHAR, date DATE, price DOUBLE' },
  us_employment: {
    rows: 120,
    columns:
      'month DATE, nonfarm BIGINT, private BIGINT, goods_producing BIGINT, service_providing BIGINT, private_service_providing BIGINT, mining_and_logging BIGINT, construction BIGINT, manufacturing BIGINT, durable_goods BIGINT, nondurable_goods BIGINT, trade_transportation_utilties BIGINT, wholesale_trade DOUBLE, retail_trade DOUBLE, transportation_and_warehousing DOUBLE, utilities DOUBLE, information BIGINT, financial_activities BIGINT, professional_and_business_services BIGINT, education_and_health_services BIGINT, leisure_and_hospitality BIGINT, other_services BIGINT, government BIGINT, nonfarm_change BIGINT',
  },
  gapminder: {
    rows: 682,
    columns:
      'year BIGINT, country VARCHAR, cluster BIGINT, pop BIGINT, life_expect DOUBLE, fertility DOUBLE',
  },
  disasters: { rows: 803, columns: 'Entity VARCHAR, Year BIGINT, Deaths BIGINT' },
  cars: {
    rows: 406,
    columns:
      'Name VARCHAR, Miles_per_Gallon DOUBLE, Cylinders BIGINT, Displacement DOUBLE, Horsepower BIGINT, Weight_in_lbs BIGINT, Acceleration DOUBLE, Year DATE, Origin VARCHAR',
  },
  movies: {
    rows: 3_201,
    columns:
      'Title VARCHAR, US Gross BIGINT, Worldwide Gross BIGINT, US DVD Sales BIGINT, Production Budget BIGINT, Release Date DATE, MPAA Rating VARCHAR, Running Time min BIGINT, Distributor VARCHAR, Source VARCHAR, Major Genre VARCHAR, Creative Type VARCHAR, Director VARCHAR, Rotten Tomatoes Rating BIGINT, IMDB Rating DOUBLE, IMDB Votes BIGINT',
  },
  penguins: {
    rows: 344,
    columns:
      'Species VARCHAR, Island VARCHAR, Beak Length (mm) DOUBLE, Beak Depth (mm) DOUBLE, Flipper Length (mm) BIGINT, Body Mass (g) BIGINT, Sex VARCHAR',
  },
};

describe('load-samples', () => {
  let directory: string;
  let databaseFile: string;
  let firstAnswer: string;
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-test-samples-'));
    databaseFile = join(directory, 'lake.duckdb');
    firstAnswer = await load(databaseFile);
    instance = await DuckDBInstance.create(databaseFile, { access_mode: 'READ_ONLY' });
    connection = await instance.connect();
  }, 60_000);

  afterAll(() => {
    connection?.closeSync();
    instance?.closeSync();
    rmSync(directory, { recursive: true, force: true });
  });

  async function rows(sql: string): Promise<unknown[][]> {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  }

  it('prints one line that says what was loaded', () => {
    expect(firstAnswer).toBe('{"tables":16,"rows":3072859}\n');
  });

  it('leaves no write-ahead file for the next to replay', () => {
    expect(readdirSync(directory)).toEqual(['lake.duckdb']);
  });

  it('has an expectation for each table', () => {
    expect(sampleTables.map(({ table }) => table)).toEqual(Object.keys(expected));
  });

  it.each(Object.entries(expected))(
    '%s has the rows and columns of its source',
    async (table, wanted) => {
      expect(await rows(`SELECT count(*)::INTEGER FROM samples.${table}`)).toEqual([[wanted.rows]]);
      const described = await rows(`DESCRIBE samples.${table}`);
      expect(described.map(([name, type]) => `${String(name)} ${String(type)}`).join(', ')).toBe(
        wanted.columns,
      );
    },
  );

  it.each(sampleTables)('$table says where it comes from', async ({ table, comment }) => {
    const told = await rows(`SELECT comment FROM duckdb_tables() WHERE table_name = '${table}'`);
    expect(told).toEqual([[comment]]);
  });

  it('answers which routes are the busiest', async () => {
    const busiest = `SELECT origin, destination, count(*)::INTEGER AS flights FROM samples.flights
                     GROUP BY ALL ORDER BY flights DESC LIMIT 3`;
    expect(await rows(busiest)).toEqual([
      ['LAX', 'LAS', 8_323],
      ['LAS', 'LAX', 8_109],
      ['PHX', 'LAX', 7_717],
    ]);
  });

  it('answers where flights are late, with names from another table', async () => {
    const late = `SELECT name, round(avg(delay), 1) AS delay FROM samples.flights
                  JOIN samples.airports ON iata = origin
                  GROUP BY name HAVING count(*) > 50000 ORDER BY delay DESC LIMIT 1`;
    expect(await rows(late)).toEqual([['Denver Intl', 11.1]]);
  });

  it('answers when and where the strongest earthquake was', async () => {
    const strongest = `SELECT place, mag, "time"::VARCHAR, round(depth) FROM samples.earthquakes
                       ORDER BY mag DESC LIMIT 1`;
    expect(await rows(strongest)).toEqual([
      ['22km NNE of Hualian, Taiwan', 6.4, '2018-02-06 15:50:42.4', 11],
    ]);
  });

  it('answers what a share cost, by date', async () => {
    const price = `SELECT price FROM samples.stocks WHERE symbol = 'MSFT' AND "date" = DATE '2000-01-01'`;
    expect(await rows(price)).toEqual([[39.81]]);
  });

  it('keeps titles of films that are numbers in the source', async () => {
    const numbers = `SELECT Title, "Release Date"::VARCHAR FROM samples.movies WHERE Title = '1941'`;
    expect(await rows(numbers)).toEqual([['1941', '1979-12-14']]);
  });

  it('loads nothing twice, and only what is missing', async () => {
    const copy = join(directory, 'again.duckdb');
    await load(copy);
    expect(await load(copy)).toBe('{"tables":0,"rows":0}\n');
    await dropCars(copy);
    expect(await load(copy)).toBe('{"tables":1,"rows":406}\n');
  }, 60_000);

  it('leaves no database file when it is killed, and loads all the next time', async () => {
    const room = join(directory, 'room');
    mkdirSync(room);
    const watcher = watch(room);
    const killed = execFile(process.execPath, [loader, join(room, 'lake.duckdb'), 'v1.5.0']);
    const ended = once(killed, 'exit');
    // The first thing that is seen in the directory is the file that it is being made in.
    await once(watcher, 'change');
    watcher.close();
    killed.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(readdirSync(room)).not.toContain('lake.duckdb');
    expect(await load(join(room, 'lake.duckdb'))).toBe(firstAnswer);
    expect(readdirSync(room)).toEqual(['lake.duckdb']);
  }, 60_000);

  it('loads all or nothing', async () => {
    const broken = join(directory, 'broken.duckdb');
    // A view in the place of the last table: the load fails after fifteen tables were made.
    await runOn(broken, 'CREATE SCHEMA samples; CREATE VIEW samples.penguins AS SELECT 1 AS x');
    await expect(load(broken)).rejects.toThrow(/penguins/);
    expect(await runOn(broken, 'SELECT table_name FROM duckdb_tables()')).toEqual([]);
  }, 60_000);
});

async function load(databaseFile: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [loader, databaseFile, 'v1.5.0']);
  return stdout;
}

function dropCars(databaseFile: string): Promise<unknown[][]> {
  return runOn(databaseFile, 'DROP TABLE samples.cars');
}

async function runOn(databaseFile: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(databaseFile);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
