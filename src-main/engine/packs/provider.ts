/** What runs a model: an execution provider of ONNX Runtime by its name, with the options that it takes. */
export type Provider = { readonly name: string; readonly [option: string]: string | number };

/** The one that every build of ONNX Runtime has. */
export const processor: Provider = { name: 'cpu' };
