// What the comparison needs and the project does not: installed once into a folder of its own, by pip and npm.
import { execFile } from 'node:child_process'
import { access, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { tesseractNames } from './answer.ts'
import { type Engine, rapidOcr, tesseract, tesseractJs } from './engines.ts'

const run = promisify(execFile)
const unpack = promisify(gunzip)
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const tesseractJsVersion = '7.0.0'
const dataVersion = '1.0.0'
const rapidVersion = '3.10.0'

/** The engines that this machine can run; why another one cannot is said. */
export async function installPeers(folder: string, say: (line: string) => void): Promise<Engine[]> {
  await mkdir(folder, { recursive: true })
  const found = await Promise.all(
    [installTesseract, installRapid].map((install) =>
      install(folder, say).catch((error: Error) => {
        say(`left out: ${error.message.split('\n')[0]}`)
        return []
      }),
    ),
  )
  return found.flat()
}

async function installTesseract(folder: string, say: (line: string) => void): Promise<Engine[]> {
  if (!(await exists(join(folder, 'node_modules/tesseract.js')))) {
    say('installing tesseract.js and its models')
    await writeFile(join(folder, 'package.json'), '{"private":true}')
    const data = Object.values(tesseractNames).map((name) => `@tesseract.js-data/${name}@${dataVersion}`)
    await run('npm', [
      'install',
      '--silent',
      '--prefix',
      folder,
      `tesseract.js@${tesseractJsVersion}`,
      ...data,
    ])
  }
  for (const name of Object.values(tesseractNames)) await unpackModel(folder, name)
  const engines = [tesseractJs(folder, tesseractJsVersion)]
  const native = await run('tesseract', ['--version']).catch(() => null)
  if (native === null) say('left out: there is no `tesseract` on this machine')
  else {
    await copyOrientationModel(folder)
    engines.unshift(tesseract(folder, /[\d.]+/.exec(native.stdout)?.[0] ?? ''))
  }
  return engines
}

async function unpackModel(folder: string, name: string): Promise<void> {
  const packed = join(folder, 'packed', `${name}.traineddata.gz`)
  if (await exists(packed)) return
  await mkdir(join(folder, 'packed'), { recursive: true })
  await mkdir(join(folder, 'tessdata'), { recursive: true })
  const source = join(folder, `node_modules/@tesseract.js-data/${name}/4.0.0_best_int/${name}.traineddata.gz`)
  await writeFile(join(folder, 'tessdata', `${name}.traineddata`), await unpack(await readFile(source)))
  await copyFile(source, packed)
}

/** Which way up a page lies is told by a model that comes with Tesseract itself. */
async function copyOrientationModel(folder: string): Promise<void> {
  const { stdout, stderr } = await run('tesseract', ['--list-langs'])
  const [, home] = /"(.+?)"/.exec(`${stdout}${stderr}`) ?? []
  await copyFile(join(home ?? '', 'osd.traineddata'), join(folder, 'tessdata/osd.traineddata'))
}

async function installRapid(folder: string, say: (line: string) => void): Promise<Engine[]> {
  const python = join(folder, 'venv/bin/python')
  if (!(await exists(python))) {
    say('installing RapidOCR')
    await run('python3', ['-m', 'venv', join(folder, 'venv')])
    const packages = [`rapidocr==${rapidVersion}`, 'onnxruntime']
    await run(python, ['-m', 'pip', 'install', '-q', ...packages])
  }
  await run(python, ['-c', 'import rapidocr, onnxruntime'])
  return [rapidOcr(folder, rapidVersion)]
}
