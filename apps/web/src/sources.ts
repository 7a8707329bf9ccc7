/** Pictures that can be shown: of the served folder, dropped, chosen, or the rendered scene. */
import type { WhitePoint } from 'deepawb/color';
import type { ListedFolder } from 'deepawb/page';

export interface Source {
  readonly name: string;
  readonly read: () => Promise<ArrayBuffer>;
  /** Where it is known. */
  readonly label: WhitePoint | null;
  /** Whether it is one of the served folder. */
  readonly ofFolder: boolean;
}

export const SAMPLE: Source = {
  name: 'Rendered scene',
  read: () => fetched('./sample.png'),
  label: null,
  ofFolder: false,
};

const IS_METHOD = /\.(?:awb|json)$/i;
const IS_PICTURE = /\.(?:png|dng|tiff?)$/i;

async function fetched(url: string): Promise<ArrayBuffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error('it is no longer there');
  return answer.arrayBuffer();
}

export function isMethodFile({ name }: File): boolean {
  return IS_METHOD.test(name);
}

export function sourceOf(file: File): Source {
  const name = file.webkitRelativePath || file.name;
  return { name, read: () => file.arrayBuffer(), label: null, ofFolder: false };
}

/** Of a folder's files those that are pictures or bring a method. */
export function usable(files: Iterable<File>): File[] {
  return [...files].filter(({ name }) => IS_METHOD.test(name) || IS_PICTURE.test(name));
}

/** Everything that was dropped; of folders, also in folders of theirs, the files that can be used. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<File[]> {
  if (!transfer) return [];
  // Entries are gone once the event is over.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.every(({ isFile }) => isFile)) return [...transfer.files];
  const files = await Promise.all(entries.map(filesIn));
  return usable(files.flat().sort((a, b) => a.name.localeCompare(b.name)));
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry) {
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives some at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    all.push(...some);
  }
  return (await Promise.all(all.map(filesIn))).flat();
}

/** What the server of `deepawb web` lists; null on a static host. */
export async function servedFolder(): Promise<{ folder: ListedFolder; sources: Source[] } | null> {
  const response = await fetch('./api/pictures').catch(() => null);
  const isJson = response?.headers.get('content-type')?.includes('json');
  if (!response?.ok || !isJson) return null;
  const folder: ListedFolder = await response.json();
  const sources = folder.pictures.map(({ name, label }, i) => ({
    name,
    label,
    ofFolder: true,
    read: () => fetched(`./picture/${i}`),
  }));
  return { folder, sources };
}

/** A file of the folder that brings a method. */
export async function broughtFile(number: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await fetched(`./brought/${number}`));
}
