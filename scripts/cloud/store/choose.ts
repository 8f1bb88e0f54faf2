// Which store `npm run cloud` opens: the one beside the project, another, or none.
import { STORE_FOLDER } from '../places.ts';
import { memoryStore, openStore, type Store, StoreInUse } from './store.ts';

/** Opens a store: in memory, or in `folder`. Where no folder was asked for and another cloud has the default one, it is in
 *  memory, and `notice` says so: two clouds side by side need no flags. Rejects, naming the folder, when one that was asked
 *  for cannot be opened. */
export async function chooseStore(
  { memory, folder }: { memory: boolean; folder: string | undefined },
  defaultFolder = STORE_FOLDER,
): Promise<{ store: Store; notice?: string }> {
  if (memory && folder !== undefined) throw new Error('--memory keeps nothing: leave --store out');
  if (memory) return { store: memoryStore() };
  try {
    return { store: await openStore(folder ?? defaultFolder) };
  } catch (error) {
    if (folder !== undefined || !(error instanceof StoreInUse)) throw error;
    const notice = `${error.message}: this one keeps all in memory, until it ends; --store gives it a folder of its own`;
    return { store: memoryStore(), notice };
  }
}
