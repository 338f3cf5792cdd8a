// Where things are in the data folder. Light on purpose: every command reads this, few need what is behind it.
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { chooseDataFolder } from '../platform/data-folder.ts'

export const dataFolderOf = (config: Config, xdgDataHome: string | undefined): string =>
  chooseDataFolder({
    said: [config.data],
    root: process.getuid?.() === 0,
    platform: process.platform,
    home: homedir(),
    xdgDataHome,
  })

export const cliKeyFile = (data: string): string => join(data, 'cli-key')
export const masterKeyFile = (data: string): string => join(data, 'master.key')
export const logKeyFiles = (data: string): { path: string; lastPath: string } => ({
  path: join(data, 'log-key'),
  lastPath: join(data, 'log-checkpoint'),
})
export const blobFolder = (data: string): string => join(data, 'blobs')
