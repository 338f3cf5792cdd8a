// Preloaded into the test process: a runner that was killed must not leave it behind.
process.on('disconnect', () => process.exit(1))
// Listening alone must not keep the process alive when the tests are done.
process.channel?.unref()
