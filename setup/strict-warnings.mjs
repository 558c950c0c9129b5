// Loaded first into every test file: a warning of Node's (deprecated, experimental, leaking listeners) fails the test
// during which it comes, with its stack.
process.on('warning', (warning) => {
  throw warning;
});
