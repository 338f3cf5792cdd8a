// Plain JavaScript that Node 18 can parse: finds a Node that runs our TypeScript (22.18 or newer) and hands over to it.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

/** True where this Node strips types by itself. */
function runsTypeScript() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

function bundledNode() {
  const name = `node-linux-${process.arch}`
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/node`)
  } catch {
    return undefined
  }
}

/** Runs `script` (an absolute path or file URL) with `args`; ends this process as the script ends. */
export async function launch(script, args) {
  if (runsTypeScript()) {
    process.argv = [process.execPath, String(script), ...args]
    await import(String(script))
    return
  }
  const node = bundledNode()
  if (!node) {
    console.error(
      `Countersign needs Node 22.18 or newer; this is ${process.versions.node}. ` +
        'On Linux (glibc, x64 or arm64) `npm ci` brings one along unless optional dependencies were left out; elsewhere install Node 24.',
    )
    process.exit(1)
  }
  const file = script instanceof URL ? (await import('node:url')).fileURLToPath(script) : script
  // The channel is how the child learns that this launcher was killed: it ends when the channel closes.
  const child = spawn(node, [file, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, COUNTERSIGN_LAUNCHED: '1' },
  })
  // In a terminal Ctrl-C reaches the whole group by itself, and the launcher only waits; else it was meant for us alone.
  const inTerminal = process.stdin.isTTY || process.stdout.isTTY
  process.on('SIGINT', () => inTerminal || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Could not start ${node}: ${error.message}`)
    process.exit(1)
  })
  // A signal passed on may reach a child that has done its work and no longer has handlers: what it told before holds.
  let told
  child.on('message', (message) => {
    told = message?.exitStatus
  })
  const passedOn = { SIGINT: 130, SIGTERM: 1, SIGHUP: 1 }
  child.on('close', (code, signal) =>
    process.exit(code ?? (signal in passedOn ? (told ?? passedOn[signal]) : 1)),
  )
}
