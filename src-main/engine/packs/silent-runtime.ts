/**
 * The models' runtime (ONNX Runtime, since 1.29) tells its makers' servers of each model that it loads, on Linux and macOS, and
 * keeps a number for this machine in the person's cache, unless the environment forbids that before the first. It hears of no
 * environment but the process's own, so this comes before all that begins a session, and before all that begins a thread in
 * which one is.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
