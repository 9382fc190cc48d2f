// Runs in the page, for cut-off.ts. Half a pixel here or there is how boxes are rounded.
const slack = 1.5;
const controls = 'button, input, select, textarea, a[href], summary, [role=slider]';

/** What is wrong on what lies on top: a line each. */
globalThis.cutOff = () => {
  const top = [...document.querySelectorAll('[role=dialog], [data-popover-content]')].at(-1) ?? document.body;
  const seen = (selector) => [...top.querySelectorAll(selector)].filter(isSeen);
  const found = [
    ...seen('*').flatMap((element) => [...tooWide(element), ...cutText(element)]),
    ...seen('svg').flatMap(largerThanPlace),
    ...seen(controls).flatMap(outOfReach),
  ];
  return [...new Set(found)];
};

function nameOf(element) {
  const label = element.getAttribute('aria-label') ?? element.textContent ?? '';
  return `${element.tagName.toLowerCase()} "${label.trim().replace(/\s+/g, ' ').slice(0, 60)}"`;
}

function ancestors(element) {
  return element.parentElement ? [element, ...ancestors(element.parentElement)] : [element];
}

/** What a closed part holds has its place, too, and what is for screen readers alone has one of a pixel. */
function isSeen(element) {
  const { width, height } = element.getBoundingClientRect();
  if (width < 2 || height < 2 || element.closest('[role=option]')) return false;
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  return ancestors(element).every((each) => !getComputedStyle(each).clipPath.includes('inset(50%)'));
}

function tooWide(element) {
  const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
  return scrolls && element.scrollWidth > element.clientWidth + slack
    ? [`wider than its room: ${nameOf(element)}`]
    : [];
}

/** Text of its own beyond what lets it be seen. An ellipsis says that there is more. */
function cutText(element) {
  const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const around = ancestors(element);
  const ends = around.findIndex((each) => getComputedStyle(each).textOverflow === 'ellipsis');
  const frames = (ends < 0 ? around : around.slice(0, ends))
    .filter((each) => getComputedStyle(each).overflowX !== 'visible')
    .map((each) => each.getBoundingClientRect());
  const isCut = texts.some((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    return frames.some(({ left, right }) => box.left < left - slack || box.right > right + slack);
  });
  return isCut ? [`cut off: ${nameOf(element)}`] : [];
}

function largerThanPlace(icon) {
  const place = icon.parentElement;
  const isLarger = icon.getBoundingClientRect().width > place.getBoundingClientRect().width + slack;
  return isLarger ? [`larger than its place: the icon of ${nameOf(place)}`] : [];
}

function outOfReach(control) {
  control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { left, right, top, bottom } = control.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  if (left < -slack || right > innerWidth + slack || y < 0 || y > innerHeight) {
    return [`out of sight: ${nameOf(control)}`];
  }
  const hit = document.elementFromPoint(x, y);
  const isHit = control.contains(hit) || control.closest('label')?.contains(hit);
  return isHit ? [] : [`below ${hit ? nameOf(hit) : 'nothing'}: ${nameOf(control)}`];
}
