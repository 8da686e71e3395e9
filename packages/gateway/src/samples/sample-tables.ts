/** A table of the sample database. */
export interface SampleTable {
  readonly table: string;
  /** In the directory `data` of the package vega-datasets 3.2.1. */
  readonly file: string;
  /** The SELECT that reads the file, whose path is in the DuckDB variable `file`. */
  readonly sql: string;
  /** What it is, where it comes from, its licence as its `datapackage.json` has it. */
  readonly comment: string;
}

/** Columns are named as in the source; texts that are dates there are DATE here. */
export const sampleTables: readonly SampleTable[] = [
  {
    table: 'flights',
    file: 'flights-3m.parquet',
    sql: "SELECT * FROM read_parquet(getvariable('file'))",
    comment:
      'US domestic flights, January to June 2001: delay in minutes, distance in miles. US Bureau of Transportation Statistics; collected under 14 CFR Part 234.',
  },
  {
    table: 'airports',
    file: 'airports.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment: 'Airports of the United States and its territories. Data.gov; US government work.',
  },
  {
    table: 'weather',
    file: 'weather.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment: 'Daily weather of Seattle and New York, metric units. NOAA; US government work.',
  },
  {
    table: 'seattle_weather',
    file: 'seattle-weather.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment: 'Daily weather of Seattle, metric units. NOAA; US government work.',
  },
  {
    table: 'earthquakes',
    file: 'earthquakes.json',
    sql: `
      WITH feature AS (SELECT unnest(features, max_depth := 2) FROM read_json(getvariable('file'))),
      event AS (
        SELECT id, unnest(properties),
          geometry.coordinates[1] AS longitude,
          geometry.coordinates[2] AS latitude,
          geometry.coordinates[3] AS depth
        FROM feature
      )
      SELECT * REPLACE (
        epoch_ms("time") AS "time", epoch_ms(updated) AS updated, tz::INTEGER AS tz
      ) FROM event`,
    comment:
      'Earthquakes of one week, January 31 to February 7, 2018, times in UTC, depth in km. USGS Earthquake Feed; US public domain.',
  },
  {
    table: 'birdstrikes',
    file: 'birdstrikes.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment:
      'Wildlife strikes reported to the US FAA. FAA Wildlife Strike Database; US government work.',
  },
  {
    table: 'zipcodes',
    file: 'zipcodes.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment: 'US postal codes with their places, as of 2017. GeoNames; CC BY 4.0.',
  },
  {
    table: 'sp500',
    file: 'sp500.csv',
    sql: `
      SELECT * REPLACE (strptime("date", '%b %d %Y')::DATE AS "date")
      FROM read_csv(getvariable('file'))`,
    comment: 'S&P 500, monthly close, 2000 to 2010. vega-datasets; BSD-3-Clause.',
  },
  {
    table: 'sp500_2000',
    file: 'sp500-2000.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment: 'S&P 500, daily, 2000 to 2020. Yahoo Finance by way of vega-datasets; BSD-3-Clause.',
  },
  {
    table: 'stocks',
    file: 'stocks.csv',
    sql: `
      SELECT * REPLACE (strptime("date", '%b %d %Y')::DATE AS "date")
      FROM read_csv(getvariable('file'))`,
    comment: 'Monthly prices of five stocks, 2000 to 2010. vega-datasets; BSD-3-Clause.',
  },
  {
    table: 'us_employment',
    file: 'us-employment.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment:
      'US employment by sector in thousands, monthly, 2006 to 2015. US Bureau of Labor Statistics; US government work.',
  },
  {
    table: 'gapminder',
    file: 'gapminder.json',
    sql: "SELECT * FROM read_json(getvariable('file'))",
    comment:
      'Population, life expectancy and fertility by country, 1955 to 2005. Gapminder Foundation; CC BY 4.0.',
  },
  {
    table: 'disasters',
    file: 'disasters.csv',
    sql: "SELECT * FROM read_csv(getvariable('file'))",
    comment: 'Deaths from natural disasters by year. EM-DAT and Our World in Data; CC BY 4.0.',
  },
  {
    table: 'cars',
    file: 'cars.json',
    sql: "SELECT * FROM read_json(getvariable('file'))",
    comment: 'Cars of 1970 to 1982. StatLib; distributed for educational and scientific purposes.',
  },
  {
    table: 'movies',
    file: 'movies.json',
    // Some titles are numbers in the source.
    sql: `
      SELECT * REPLACE (
        Title->>'$' AS Title, strptime("Release Date", '%b %d %Y')::DATE AS "Release Date"
      ) FROM read_json(getvariable('file'))`,
    comment:
      'Films with gross, budget and ratings; has errors on purpose. vega-datasets; BSD-3-Clause.',
  },
  {
    table: 'penguins',
    file: 'penguins.json',
    sql: "SELECT * FROM read_json(getvariable('file'))",
    comment: 'Penguins of the Palmer Archipelago. Palmer Station Antarctica LTER; CC0 1.0.',
  },
];
