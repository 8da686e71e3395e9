import type { Stores } from '../../src/stores/stores.ts';
import type { Rows, StoreDriver } from './store-drivers.ts';

/** Stores over a new place, which goes with them. */
export interface FreshState extends AsyncDisposable {
  readonly stores: Stores;
  readonly place: string;
  rows(): Promise<Rows>;
  /** Writes what no store would write. */
  damage(statement: string): Promise<void>;
  /** Closes the stores and opens them again. */
  reopen(): Promise<Stores>;
}

export async function openFreshState(driver: StoreDriver): Promise<FreshState> {
  const { place, remove } = await driver.createPlace();
  let stores = await driver.open(place);
  return {
    get stores() {
      return stores;
    },
    place,
    rows: () => driver.readRows(place),
    damage: (statement) => driver.damage(place, statement),
    reopen: async () => {
      await stores.close();
      stores = await driver.open(place);
      return stores;
    },
    [Symbol.asyncDispose]: async () => {
      await stores.close();
      await remove();
    },
  };
}
