/** What runs the models: the one execution provider that every build of ONNX Runtime has. */
export const executionProvider = 'cpu';
