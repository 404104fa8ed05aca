/*
 * Imported by a process that a test starts: it ends when its standard input does, that is when the test is gone, however
 * that happened. Where nothing else is left to do, this keeps it from ending by itself no longer.
 */

process.stdin.on('end', () => process.exit(1)).resume()
if ('unref' in process.stdin) process.stdin.unref()
