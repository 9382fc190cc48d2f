// Valibot schemas as they stand in the contract's sources, in words. Read as text and not run, for comments and names are part of
// what is told. What is not known here is an error: nothing is left out silently.
import ts from 'typescript';

/** One line of a list, and the lines below it. */
const line = (text, below = []) => ({ text, below, limits: {} });

/** What an action adds to the limits of what stands before it; a later one of a kind counts. */
const actions = {
  minLength: (least) => ({ shortest: least }),
  maxLength: (most) => ({ longest: most }),
  minValue: (least) => ({ least }),
  maxValue: (most) => ({ most }),
  regex: (pattern) => ({ form: `as \`${pattern}\`` }),
  startsWith: (text) => ({ form: `begins with \`${text}\`` }),
  base64: () => ({ form: 'in base64' }),
  trim: () => ({ trimmed: 'trimmed' }),
  normalize: (form) => ({ normal: `made ${form}` }),
  check: (rule) => ({ rule: `where \`${rule.replace(/^.*?=> /s, '')}\`` }),
};

export class Schemas {
  #constants;

  /** Each kind of schema by its arguments. */
  #kinds = {
    string: () => line('string'),
    number: () => line('number'),
    boolean: () => line('boolean'),
    literal: ([value]) => line(`\`${valueOf(value)}\``),
    pipe: (parts) => this.#limited(parts),
    picklist: ([list]) => line(`one of ${ts.isIdentifier(list) ? linkTo(list.text) : choices(list)}`),
    array: ([element]) => prefixed('array of ', this.describe(element)),
    record: ([, value]) => prefixed('object, by string: ', this.describe(value)),
    object: ([fields]) => line('object', this.#fields(fields)),
    union: ([some]) => this.#either(some),
    variant: ([, some]) => this.#either(some),
  };

  /** `constants`: declarations by name. */
  constructor(constants) {
    this.#constants = constants;
  }

  /** A type in words, with its fields as lines below. */
  describe(node) {
    const { text, below, limits } = this.#raw(node);
    const words = wordsOf(text, limits);
    return line(words.length > 0 ? `${text} (${words.join(', ')})` : text, below);
  }

  #raw(node) {
    if (ts.isIdentifier(node)) {
      return this.isOwn(node.text) ? line(linkTo(node.text)) : this.#raw(this.#constants.get(node.text).node);
    }
    const [kind, args] = callOf(node);
    const tell = this.#kinds[kind];
    if (!tell) throw new Error(`no words for ${node.getText()}`);
    return tell(args);
  }

  /** The fields of an object, each with its comment. */
  #fields({ properties }) {
    return properties.map((property) =>
      ts.isSpreadAssignment(property)
        ? line(`all of ${linkTo(property.expression.expression.text)}`)
        : this.#field(property),
    );
  }

  /** Is this named by a link, and told in a place of its own? Numbers and texts without a comment are told where they stand. */
  isOwn(name) {
    const { node, comment } = this.#constants.get(name) ?? {};
    if (!node) throw new Error(`${name} is not declared in the contract`);
    return comment !== '' || ts.isArrayLiteralExpression(bare(node)) || this.describe(node).below.length > 0;
  }

  #field(property) {
    const value = ts.isShorthandPropertyAssignment(property) ? property.name : property.initializer;
    const [kind, args] = ts.isCallExpression(value) ? callOf(value) : [];
    const isOptional = kind === 'optional';
    const { text, below } = this.describe(isOptional ? args[0] : value);
    const without = isOptional ? ` (optional${args[1] ? `, else \`${valueOf(args[1])}\`` : ''})` : '';
    const comment = commentOf(property);
    return line(`\`${property.name.text}\`${without}: ${text}${comment && `. ${comment}`}`, below);
  }

  #limited([first, ...rest]) {
    const before = this.#raw(first);
    const calls = rest.map(callOf);
    const text = calls.some(([kind]) => kind === 'integer') ? 'integer' : before.text;
    const limiting = calls.filter(([kind]) => kind !== 'integer');
    const limits = limiting.map(([kind, args]) => {
      if (!actions[kind]) throw new Error(`no words for ${kind}`);
      return actions[kind](...args.map(valueOf));
    });
    return { ...before, text, limits: Object.assign({}, before.limits, ...limits) };
  }

  #either({ elements }) {
    return line(
      'one of these',
      elements.map((each) => this.describe(each)),
    );
  }
}

/** The values of a list of texts or numbers. */
export function choices(node) {
  return bare(node)
    .elements.map((each) => `\`${valueOf(each)}\``)
    .join(', ');
}

/** What the comment right before a node says, as one line; empty where there is none. */
export function commentOf(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
  return (ts.getTextOfJSDocComment(doc?.comment) ?? '').replaceAll(/\s+/g, ' ').trim();
}

/** Without `as const`. */
export function bare(node) {
  return ts.isAsExpression(node) ? node.expression : node;
}

/** Names and arguments of `v.name(...)`. */
export function callOf(node) {
  if (!ts.isCallExpression(node) || node.expression.expression?.text !== 'v')
    throw new Error(`no schema: ${node.getText()}`);
  return [node.expression.name.text, node.arguments];
}

function valueOf(node) {
  return node.text ?? node.getText();
}

function wordsOf(text, { shortest, longest, least, most, ...others }) {
  const size = shortest === '1' && longest === undefined ? 'not empty' : range(shortest, longest);
  const unit = text === 'string' ? 'characters' : 'entries';
  const sized = size === 'not empty' || size === '' ? size : `${size} ${unit}`;
  return [sized, range(least, most), ...Object.values(others)].filter((words) => words !== '');
}

function range(least, most) {
  if (least === undefined) return most === undefined ? '' : `at most ${most}`;
  return most === undefined ? `at least ${least}` : `${least} to ${most}`;
}

function prefixed(before, { text, below }) {
  return line(before + text, below);
}

function linkTo(name) {
  return `[${name}](#${name.toLowerCase()})`;
}
